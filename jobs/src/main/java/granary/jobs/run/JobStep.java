package granary.jobs.run;

import java.util.List;

/**
 * One step of a job file.
 *
 * @param id its name in the file
 * @param line where it stands, from 1
 * @param after the steps that must have succeeded before
 * @param work what it does
 */
public record JobStep(String id, int line, List<String> after, Work work) {
  public JobStep {
    after = List.copyOf(after);
  }

  /** What a step does. */
  public sealed interface Work {}

  /**
   * A command of Granary.
   *
   * @param words as behind {@code granary} on a command line
   */
  public record Command(List<String> words) implements Work {
    public Command {
      words = List.copyOf(words);
    }
  }

  /**
   * A class of the user's, run as a job of its own.
   *
   * @param taskClass a {@link granary.job.Task} in this program or in yarn.extra-jars
   * @param payloads what each of its tasks is given
   * @param memory of a task's container, such as {@code 512MiB}
   * @param heap the part of it that is the JVM's heap
   * @param vcores virtual cores of a container
   */
  public record OwnTask(
      String taskClass, List<String> payloads, String memory, String heap, int vcores)
      implements Work {
    public OwnTask {
      payloads = List.copyOf(payloads);
    }
  }

  /** One word for users: {@code ingest}, {@code query}, {@code task}, {@code hive}. */
  public String kind() {
    return work instanceof Command command ? command.words().get(0) : "task";
  }
}
