package granary.cli;

/**
 * A command that does something: a class with picocli's {@code @Command} annotation. A new one is
 * made for each run, in the client's process.
 */
public interface LeafCommand {
  /**
   * Does the work. Failures are {@link granary.failure.GranaryException}s, whose kind decides the
   * exit code; any other exception counts as failed work.
   *
   * @param session what the command may use; it is closed afterwards
   * @throws InterruptedException if the user stopped it: exit code 130
   */
  Report run(Session session) throws Exception;

  /** What a user who stopped the command may do next. */
  default String afterInterrupt() {
    return "run it again";
  }
}
