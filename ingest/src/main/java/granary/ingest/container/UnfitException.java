package granary.ingest.container;

/** A schema's values that a field cannot take. */
final class UnfitException extends Exception {
  private static final long serialVersionUID = 1L;

  UnfitException(String reason) {
    super(reason, null, false, false);
  }

  /** Why, for people. */
  String reason() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
