package granary.ingest.container;

/** Bytes that are not what Avro writes: the file is damaged, and nothing of it can be trusted. */
final class MalformedAvroException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedAvroException(String message) {
    super(message, null, false, false);
  }

  MalformedAvroException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What is wrong, for people. */
  String detail() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
