package granary.failure;

import org.jspecify.annotations.Nullable;

/**
 * A failure with a message for the user. Its kind says whose fault it is and whether trying again
 * is safe; the message reads {@code Cannot <verb> <thing>: <reason> (<values>)}.
 */
public abstract sealed class GranaryException extends RuntimeException
    permits InvalidRequestException,
        WorkFailedException,
        UnavailableException,
        OutcomeUnknownException {
  private static final long serialVersionUID = 1L;

  GranaryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** A failure of the same kind whose message goes on with what the user may do; this its cause. */
  public final GranaryException withAdvice(String advice) {
    String message = getMessage() + "; " + advice;
    if (this instanceof InvalidRequestException) {
      return new InvalidRequestException(message, this);
    } else if (this instanceof WorkFailedException) {
      return new WorkFailedException(message, this);
    } else if (this instanceof UnavailableException) {
      return new UnavailableException(message, this);
    }
    return new OutcomeUnknownException(message, this);
  }
}
