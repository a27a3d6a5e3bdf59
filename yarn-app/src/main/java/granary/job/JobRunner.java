package granary.job;

import java.util.function.Consumer;

/** Runs a job to its end: on YARN, or in this process. */
public interface JobRunner {
  /**
   * Runs the job and waits for it.
   *
   * @param progress called every half second or so, from a thread of the runner's
   * @throws granary.failure.InvalidRequestException if a task says that trying again cannot help
   * @throws granary.failure.WorkFailedException if the job failed; the message is the first cause,
   *     with node, container and a way to the log
   * @throws granary.failure.UnavailableException if YARN or HDFS could not be reached
   * @throws granary.failure.OutcomeUnknownException if a task could not tell whether it had
   *     committed
   * @throws InterruptedException if the thread was interrupted; the job is killed first
   */
  JobResult run(JobSpec job, Consumer<JobProgress> progress) throws InterruptedException;
}
