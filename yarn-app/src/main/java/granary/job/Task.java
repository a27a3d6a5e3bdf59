package granary.job;

/**
 * What one attempt at a task does. Runs in an executor (or in the client with local execution), one
 * at a time in its process, which may have run other tasks before.
 *
 * <p>An attempt may be killed at any point, and two attempts at one task may run at once: outputs
 * go under names that hold {@link TaskContext#attemptName}, and count only if the result names
 * them, since the application master keeps the result of exactly one attempt.
 */
public interface Task {
  /**
   * Does the work.
   *
   * @return the result, JSON of at most 1 MiB, which later stages and the client get
   * @throws granary.failure.InvalidRequestException if trying again cannot help: the job fails at
   *     once
   * @throws granary.failure.OutcomeUnknownException if the outcome is unknown: the job fails with
   *     it
   * @throws TooLittleMemoryException if it needs more memory than it was given: it is tried again
   *     only where it gets more
   * @throws Exception anything else: the task is tried again elsewhere, up to the attempts' limit
   */
  String run(TaskContext context) throws Exception;
}
