package granary.failure;

import org.jspecify.annotations.Nullable;

/**
 * A commit was sent and no answer came: it may have landed. Nothing may be cleaned up; the same
 * commit ID, given again, settles it. Exit code 3.
 */
public final class OutcomeUnknownException extends GranaryException {
  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(String message) {
    super(message, null);
  }

  public OutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
