package granary.ingest.infer;

/** What a single value looks like. */
enum ValueKind {
  BOOLEAN("booleans"),
  INTEGER("whole numbers"),
  /** Digits with a point. */
  DECIMAL("decimal numbers"),
  /** A number with an exponent, or one that is not finite. */
  FLOATING("floating numbers"),
  DATE("dates"),
  /** With an offset from UTC. */
  TIMESTAMP("timestamps with zone"),
  /** Without one. */
  LOCAL_TIMESTAMP("timestamps without zone"),
  /** Digits that would lose their leading zeros, or a plus sign. */
  NUMBER_AS_TEXT("numbers with leading zeros or a plus sign"),
  /** A date that is not written by ISO 8601, so that day and month may be confused. */
  OTHER_DATE("dates in other forms than 2026-11-22"),
  TEXT("texts"),
  /** A JSON object. */
  OBJECT("objects"),
  /** A JSON array. */
  ARRAY("arrays");

  final String plural;

  ValueKind(String plural) {
    this.plural = plural;
  }
}
