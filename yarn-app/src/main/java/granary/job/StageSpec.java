package granary.job;

import java.util.List;

/**
 * Tasks of one kind that can run at the same time.
 *
 * @param name short, for users: {@code scan}, {@code commit}
 * @param inputs the stages, by their place in the job, that must have ended before this one begins;
 *     every task of this stage gets all results of all their tasks
 * @param taskClass the {@link Task} to run: a public class with a public constructor without
 *     parameters, in the job's jar
 * @param tasks its tasks; one stage has at least one
 * @param resources what an executor needs to run one of them
 */
public record StageSpec(
    String name,
    List<Integer> inputs,
    String taskClass,
    List<TaskSpec> tasks,
    TaskResources resources) {
  public StageSpec {
    inputs = List.copyOf(inputs);
    tasks = List.copyOf(tasks);
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("Invalid stage " + name + ": it has no task");
    }
  }
}
