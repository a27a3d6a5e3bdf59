package granary.ingest.record;

/**
 * A record that cannot become a row. Its reader stands behind it and can go on. Carries no stack
 * trace, since an input may hold millions of them.
 */
public final class BadRecordException extends Exception {
  private static final long serialVersionUID = 1L;
  private final BadRecordReason reason;

  public BadRecordException(BadRecordReason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  public BadRecordReason reason() {
    return reason;
  }

  /** What is wrong, for people: names the field and, where it is short, the value. */
  public String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
