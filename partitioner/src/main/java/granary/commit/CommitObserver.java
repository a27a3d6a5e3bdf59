package granary.commit;

/** Is told of each step of each commit. For tests, which stop a process at a boundary. */
public interface CommitObserver {
  /** Does nothing. */
  CommitObserver NONE = (step, id) -> {};

  /** The step has been done; called by the thread that did it, before it goes on. */
  void after(CommitStep step, CommitId id);
}
