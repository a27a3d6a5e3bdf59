package granary.failure;

import org.jspecify.annotations.Nullable;

/**
 * A service or a resource could not be had in time. Nothing of the work is visible and a retry is
 * safe. Exit code 1.
 */
public final class UnavailableException extends GranaryException {
  private static final long serialVersionUID = 1L;

  public UnavailableException(String message) {
    super(message, null);
  }

  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
