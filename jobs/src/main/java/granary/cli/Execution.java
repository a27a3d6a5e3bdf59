package granary.cli;

/** Where the tasks of a job run. */
public enum Execution {
  /** In containers of the cluster. */
  YARN,
  /** In the client's process. */
  LOCAL
}
