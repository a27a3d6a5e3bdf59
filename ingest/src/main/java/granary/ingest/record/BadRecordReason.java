package granary.ingest.record;

import java.util.Locale;

/** Why a record goes to the quarantine; what reports count by. */
public enum BadRecordReason {
  /** A quotation mark inside a cell that does not begin with one, or text behind a closing one. */
  STRAY_QUOTE,
  /** A quoted cell that does not end before the file or the largest record does. */
  UNTERMINATED_QUOTE,
  /** More or fewer cells than the header has. */
  RAGGED_ROW,
  /** Text that is not UTF-8. */
  INVALID_UTF8,
  /** Longer than {@code ingest.max-record-bytes}. */
  TOO_LONG,
  /** Not JSON. */
  MALFORMED_JSON,
  /** JSON, but not an object. */
  NOT_AN_OBJECT,
  /** Nested deeper than any record may be. */
  TOO_DEEP,
  /** A field that must be there is not, or is NULL. */
  MISSING_VALUE,
  /** A value that its field's type cannot take. */
  WRONG_TYPE,
  /** A value beyond its field's range. */
  OUT_OF_RANGE,
  /** A decimal that would have to be rounded. */
  INEXACT,
  /** No event time, so no partition. */
  NO_TIME;

  /** The name in reports and files: {@code stray-quote}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
