package granary.engine;

/** A block's bytes are not what the file's schema says. The reader adds file and place. */
final class DamagedBlockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedBlockException(String reason) {
    super(reason);
  }
}
