package granary.attempt;

import granary.job.TaskResources;

/**
 * One try at one task.
 *
 * @param stage the stage's place in the job
 * @param task the task's place in the stage
 * @param number 0 for the first try
 * @param taskClass the {@link granary.job.Task} to run
 * @param payload what the task is given
 * @param resources what the executor offers
 */
public record Attempt(
    int stage, int task, int number, String taskClass, String payload, TaskResources resources) {
  /** {@code s0-t17-a2}: unique in the job. */
  public String name() {
    return "s" + stage + "-t" + task + "-a" + number;
  }
}
