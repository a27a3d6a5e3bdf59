package granary.ingest.json;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;

/**
 * Says of records whose schema is not known yet whether they are JSON objects, by the same rules as
 * {@link JsonReader}, so that inference passes over what ingest would set aside. Owned by one
 * thread.
 */
public final class JsonCheck {
  private final JsonTokens tokens = new JsonTokens();

  /**
   * Checks the last record.
   *
   * @throws BadRecordException if it is bad
   * @throws granary.failure.InvalidRequestException if no record of the file can be trusted
   */
  public void check(JsonFrames frames) throws BadRecordException {
    tokens.begin(frames.bytes(), frames.start(), frames.stop());
    boolean isObject = tokens.peek() == '{';
    try {
      tokens.skipValue(0);
      if (!tokens.atEnd()) {
        throw tokens.malformed("nothing more was expected");
      }
    } catch (BadRecordException e) {
      if (e.reason() == BadRecordReason.MALFORMED_JSON) {
        frames.brokenAt(tokens.position(), e);
      }
      throw e;
    }
    if (!isObject) {
      throw notAnObject();
    }
  }

  static BadRecordException notAnObject() {
    return new BadRecordException(BadRecordReason.NOT_AN_OBJECT, "it is JSON, but not an object");
  }
}
