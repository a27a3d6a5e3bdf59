package granary.ingest.csv;

/** What becomes of a record with fewer cells than the header. */
public enum ShortRows {
  /** It is bad. */
  BAD,
  /** Its last fields have their defaults, or are NULL. */
  FILLED
}
