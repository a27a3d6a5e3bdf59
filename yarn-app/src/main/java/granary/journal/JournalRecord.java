package granary.journal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import granary.attempt.FailureKind;
import org.jspecify.annotations.Nullable;

/** One line of a job's journal. Replaying the lines in order rebuilds the job. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JournalRecord.MasterStarted.class, name = "master-started"),
  @JsonSubTypes.Type(value = JournalRecord.ExecutorPlaced.class, name = "executor-placed"),
  @JsonSubTypes.Type(value = JournalRecord.ExecutorStarted.class, name = "executor-started"),
  @JsonSubTypes.Type(value = JournalRecord.ExecutorEnded.class, name = "executor-ended"),
  @JsonSubTypes.Type(value = JournalRecord.AttemptStarted.class, name = "attempt-started"),
  @JsonSubTypes.Type(value = JournalRecord.AttemptEnded.class, name = "attempt-ended"),
  @JsonSubTypes.Type(value = JournalRecord.JobEnded.class, name = "job-ended")
})
public sealed interface JournalRecord {
  /** When, in milliseconds since 1970. */
  long atMs();

  /**
   * An application master began or took over.
   *
   * @param processStartedMs when its process was started; 0 if not known
   */
  record MasterStarted(
      long atMs, int masterAttempt, String application, String host, long processStartedMs)
      implements JournalRecord {}

  /** An executor's container was had, and why its node was asked for. */
  record ExecutorPlaced(
      long atMs, String container, String host, String nodeHttp, int memoryMib, String reason)
      implements JournalRecord {}

  /**
   * An executor spoke for the first time.
   *
   * @param processStartedMs when its process was started
   */
  record ExecutorStarted(long atMs, String container, long processStartedMs)
      implements JournalRecord {}

  /** An executor is gone. */
  record ExecutorEnded(long atMs, String container, String reason) implements JournalRecord {}

  /** A task was given to an executor, and why to that one. */
  record AttemptStarted(
      long atMs,
      int stage,
      int task,
      int number,
      String container,
      String host,
      String locality,
      String reason)
      implements JournalRecord {}

  /**
   * An attempt ended.
   *
   * @param result of the one attempt whose result counts
   * @param failure what a failed one said
   */
  record AttemptEnded(
      long atMs,
      int stage,
      int task,
      int number,
      AttemptState state,
      @Nullable String result,
      @Nullable String failure,
      long records,
      long bytes)
      implements JournalRecord {}

  /** The job ended. Nothing follows. */
  record JobEnded(
      long atMs, JobState state, @Nullable FailureKind failureKind, @Nullable String failure)
      implements JournalRecord {}
}
