package granary.ingest.record;

/**
 * One field of a record's shape. Fields are numbered in the order in which Avro writes them, a
 * record before its own fields; the number is the field's slot in a {@link Row}.
 *
 * @param slot its number
 * @param end the first number behind it and its own fields
 * @param parent the slot of the record that it belongs to; -1 at the top
 * @param name its name
 * @param path its name with those of the records around it: {@code attributes.region}
 * @param type what it holds
 * @param fieldId its ID in the ledger's schema
 * @param nullBranch the place of NULL in its union: 0 or 1; -1 if it cannot be NULL
 * @param details what the type alone does not say
 */
public record ShapeField(
    int slot,
    int end,
    int parent,
    String name,
    String path,
    FieldType type,
    int fieldId,
    int nullBranch,
    FieldDetails details) {
  public boolean nullable() {
    return nullBranch >= 0;
  }

  /** Digits of a decimal; 0 otherwise. */
  public int precision() {
    return details.precision();
  }

  /** Decimal places of a decimal; 0 otherwise. */
  public int scale() {
    return details.scale();
  }

  /** What the items of an array or the entries of a map are. */
  public RecordShape items() {
    return details
        .items()
        .orElseThrow(() -> new IllegalStateException("Field " + path + " has no items"));
  }
}
