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
}
