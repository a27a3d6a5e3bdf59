package granary.rpc;

import granary.attempt.FailureKind;
import granary.journal.AttemptState;
import org.jspecify.annotations.Nullable;

/**
 * What an executor says.
 *
 * @param executor its container's ID
 * @param asks whether it has nothing to do and wants a task; else this is a heartbeat
 * @param cpuShare processor use of its process lately, as a share of the machine
 * @param processStartedMs when its process was started, in milliseconds since 1970
 * @param attempt the attempt that this is about: the one that runs, or the one that has just ended
 * @param records records that it has handled so far
 * @param bytes bytes that it has handled so far
 * @param outcome how the attempt ended; null while it runs
 */
public record ExecutorReport(
    String executor,
    boolean asks,
    double cpuShare,
    long processStartedMs,
    @Nullable String attempt,
    long records,
    long bytes,
    @Nullable Outcome outcome) {
  /**
   * How an attempt ended.
   *
   * @param state succeeded, failed or cancelled
   * @param result of one that succeeded
   * @param failureKind of one that failed
   * @param failure of one that failed
   */
  public record Outcome(
      AttemptState state,
      @Nullable String result,
      @Nullable FailureKind failureKind,
      @Nullable String failure) {}
}
