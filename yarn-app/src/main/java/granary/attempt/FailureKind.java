package granary.attempt;

import granary.failure.GranaryException;
import granary.failure.InvalidRequestException;
import granary.failure.OutcomeUnknownException;
import granary.failure.StorageRefusal;
import granary.failure.WorkFailedException;
import granary.job.TooLittleMemoryException;

/** What a failed attempt means for its job. */
public enum FailureKind {
  /** Another attempt may succeed. */
  RETRYABLE,
  /** Trying again cannot help: the job ends, and the request was at fault. */
  INVALID_REQUEST,
  /** Storage refuses and will until somebody has mended it: the job ends. */
  REFUSED,
  /** This machine's storage refuses: only an attempt on another one may succeed. */
  REFUSED_HERE,
  /** The memory that it was given does not suffice: only an attempt with more may succeed. */
  TOO_LITTLE_MEMORY,
  /** The attempt may have committed: the job ends, and nobody may clean up. */
  OUTCOME_UNKNOWN;

  /** What {@code failure}, thrown by a task, means. */
  public static FailureKind of(Throwable failure) {
    if (failure instanceof InvalidRequestException) {
      return INVALID_REQUEST;
    }
    if (failure instanceof OutcomeUnknownException) {
      return OUTCOME_UNKNOWN;
    }
    if (failure instanceof TooLittleMemoryException) {
      return TOO_LITTLE_MEMORY;
    }
    return switch (StorageRefusal.reach(failure)) {
      case EVERYWHERE -> REFUSED;
      case THIS_MACHINE -> REFUSED_HERE;
      case PASSING -> RETRYABLE;
    };
  }

  /** Whether an attempt on another machine, with as much memory, may succeed. */
  public boolean mayPassElsewhere() {
    return this == RETRYABLE || this == REFUSED_HERE;
  }

  /** Whether another attempt on the same machine, with as much memory, may succeed. */
  public boolean mayPassHere() {
    return this == RETRYABLE;
  }

  /** The exception that tells a job's caller of a failure of this kind. */
  public GranaryException exception(String message) {
    return switch (this) {
      case RETRYABLE, REFUSED, REFUSED_HERE, TOO_LITTLE_MEMORY -> new WorkFailedException(message);
      case INVALID_REQUEST -> new InvalidRequestException(message);
      case OUTCOME_UNKNOWN -> new OutcomeUnknownException(message);
    };
  }
}
