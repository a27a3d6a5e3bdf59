package granary.job;

/**
 * What a task throws that cannot do its work with the memory of {@link TaskContext#resources}: it
 * is tried again only where it gets more. The message says which setting gives it more.
 */
public final class TooLittleMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TooLittleMemoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
