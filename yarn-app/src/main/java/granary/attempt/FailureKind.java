package granary.attempt;

import granary.failure.GranaryException;
import granary.failure.InvalidRequestException;
import granary.failure.OutcomeUnknownException;
import granary.failure.WorkFailedException;

/** What a failed attempt means for its job. */
public enum FailureKind {
  /** Another attempt may succeed. */
  RETRYABLE,
  /** Trying again cannot help: the job ends, and the request was at fault. */
  INVALID_REQUEST,
  /** The attempt may have committed: the job ends, and nobody may clean up. */
  OUTCOME_UNKNOWN;

  /** What {@code failure}, thrown by a task, means. */
  public static FailureKind of(Throwable failure) {
    if (failure instanceof InvalidRequestException) {
      return INVALID_REQUEST;
    }
    return failure instanceof OutcomeUnknownException ? OUTCOME_UNKNOWN : RETRYABLE;
  }

  /** The exception that tells a job's caller of a failure of this kind. */
  public GranaryException exception(String message) {
    return switch (this) {
      case RETRYABLE -> new WorkFailedException(message);
      case INVALID_REQUEST -> new InvalidRequestException(message);
      case OUTCOME_UNKNOWN -> new OutcomeUnknownException(message);
    };
  }
}
