package granary.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as its users see it.
 *
 * @param id its ID
 * @param kind {@code query}, {@code ingest}, …
 * @param title one line
 * @param user who submitted it
 * @param application its latest YARN application; null before YARN took it
 * @param state where it stands
 * @param failure the first cause; null if it did not fail
 * @param stages its stages with all tasks
 * @param executors its executors, the first one first
 * @param start how long it took to get to work
 * @param masterAttempts how many application masters it took
 * @param startMs when it was submitted, in milliseconds since 1970
 * @param endMs when it ended; null if it runs
 */
public record JobReport(
    String id,
    String kind,
    String title,
    String user,
    @Nullable String application,
    JobState state,
    @Nullable String failure,
    List<Stage> stages,
    List<Executor> executors,
    Start start,
    int masterAttempts,
    long startMs,
    @Nullable Long endMs) {
  /**
   * The steps from the submission to the first task, each as milliseconds since 1970, null while it
   * has not happened.
   *
   * @param masterProcessMs the application master's process was started
   * @param masterReadyMs it had registered with YARN
   * @param executorGrantedMs YARN gave the container of the first executor that spoke
   * @param executorProcessMs its process was started
   * @param executorReadyMs it spoke
   * @param firstTaskMs the first task was given out
   */
  public record Start(
      @Nullable Long masterProcessMs,
      @Nullable Long masterReadyMs,
      @Nullable Long executorGrantedMs,
      @Nullable Long executorProcessMs,
      @Nullable Long executorReadyMs,
      @Nullable Long firstTaskMs) {}

  /** One stage. */
  public record Stage(String name, List<Task> tasks) {}

  /** One task: {@code s0-t17}. */
  public record Task(String id, List<Attempt> attempts) {}

  /** One attempt: where, why there, and how it went. */
  public record Attempt(
      String id,
      String node,
      String container,
      AttemptState state,
      String locality,
      String reason,
      @Nullable String failure,
      long records,
      long bytes,
      long startMs,
      @Nullable Long endMs) {}

  /** One executor: where, why there, and until when. */
  public record Executor(
      String container,
      String node,
      String nodeHttp,
      int memoryMib,
      String reason,
      int attempts,
      @Nullable String ended,
      long startMs,
      @Nullable Long endMs) {}
}
