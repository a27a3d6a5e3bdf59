package granary.failure;

import org.jspecify.annotations.Nullable;

/**
 * The work was tried and failed for a reason that trying again may not mend. Nothing of it is
 * visible. Exit code 1.
 */
public final class WorkFailedException extends GranaryException {
  private static final long serialVersionUID = 1L;

  public WorkFailedException(String message) {
    super(message, null);
  }

  public WorkFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
