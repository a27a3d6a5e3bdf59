package granary.failure;

import org.jspecify.annotations.Nullable;

/**
 * The request cannot be met as it was made: a wrong word, bad input, a name that is not there.
 * Trying again unchanged fails again. Exit code 2.
 */
public final class InvalidRequestException extends GranaryException {
  private static final long serialVersionUID = 1L;

  public InvalidRequestException(String message) {
    super(message, null);
  }

  public InvalidRequestException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
