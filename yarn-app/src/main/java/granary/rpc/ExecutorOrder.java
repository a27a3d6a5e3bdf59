package granary.rpc;

import granary.attempt.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * What an executor is to do.
 *
 * @param action what
 * @param attempt with {@code RUN}, the attempt
 * @param waitMs with {@code WAIT}, when to ask again
 */
public record ExecutorOrder(Action action, @Nullable Attempt attempt, int waitMs) {
  /** What an executor can be told. */
  public enum Action {
    /** Run the attempt. */
    RUN,
    /** Go on with what runs, or ask again later. */
    WAIT,
    /** Stop the attempt that the report was about. */
    CANCEL,
    /** End: the job is over, or it is taken for lost. */
    EXIT
  }

  public static ExecutorOrder run(Attempt attempt) {
    return new ExecutorOrder(Action.RUN, attempt, 0);
  }

  public static ExecutorOrder pause(int waitMs) {
    return new ExecutorOrder(Action.WAIT, null, waitMs);
  }

  public static ExecutorOrder cancel() {
    return new ExecutorOrder(Action.CANCEL, null, 0);
  }

  public static ExecutorOrder exit() {
    return new ExecutorOrder(Action.EXIT, null, 0);
  }
}
