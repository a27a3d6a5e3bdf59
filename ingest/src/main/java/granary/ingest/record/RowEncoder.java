package granary.ingest.record;

import java.util.List;

/** Writes a row in Avro's binary encoding straight from its slots: no object is made. Immutable. */
public final class RowEncoder {
  /** The longest encoding of a slot's number with its union branch. */
  private static final int MAX_SLOT_BYTES = 16;

  private final FieldType[] types;
  private final byte[] nullBranches;
  private final int[] ends;

  public RowEncoder(RecordShape shape) {
    List<ShapeField> fields = shape.fields();
    types = fields.stream().map(ShapeField::type).toArray(FieldType[]::new);
    ends = fields.stream().mapToInt(ShapeField::end).toArray();
    nullBranches = new byte[fields.size()];
    for (ShapeField field : fields) {
      nullBranches[field.slot()] = (byte) field.nullBranch();
    }
  }

  /** Writes a complete row behind those in {@code out}. */
  public void encode(Row row, RowBuffer out) {
    out.reserve((long) MAX_SLOT_BYTES * types.length + row.usedBytes());
    for (int slot = 0; slot < types.length; ) {
      int nullBranch = nullBranches[slot];
      if (nullBranch >= 0) {
        if (row.isNull(slot)) {
          out.put(nullBranch << 1);
          slot = ends[slot];
          continue;
        }
        out.put((1 - nullBranch) << 1);
      }
      value(row, slot, out);
      slot++;
    }
    out.endRow();
  }

  private void value(Row row, int slot, RowBuffer out) {
    switch (types[slot]) {
      case BOOLEAN -> out.put((int) row.number(slot));
      case INT,
          LONG,
          DATE,
          TIME_MILLIS,
          TIME_MICROS,
          TIMESTAMP_MILLIS,
          TIMESTAMP_MICROS,
          TIMESTAMP_NANOS,
          LOCAL_TIMESTAMP_MILLIS,
          LOCAL_TIMESTAMP_MICROS,
          LOCAL_TIMESTAMP_NANOS ->
          out.putLong(row.number(slot));
      case FLOAT ->
          out.putLittleEndian(Float.floatToRawIntBits((float) row.floating(slot)), Float.BYTES);
      case DOUBLE -> out.putLittleEndian(row.number(slot), Double.BYTES);
      case STRING, ENUM, UUID, BYTES, LONG_DECIMAL ->
          out.putBytes(row.bytes(), row.offset(slot), row.length(slot));
      case SHORT_DECIMAL -> decimal(row.number(slot), out);
      case FIXED, ARRAY, MAP -> out.putRaw(row.bytes(), row.offset(slot), row.length(slot));
      case NULL -> throw new IllegalStateException("Invalid value of a field that is always NULL");
      case RECORD -> {
        // Only its fields are written.
      }
    }
  }

  /** As few bytes as hold the number with its sign, the highest first. */
  private static void decimal(long unscaled, RowBuffer out) {
    int bits = Long.SIZE + 1 - Long.numberOfLeadingZeros(unscaled ^ (unscaled >> 63));
    int length = (bits + 7) >> 3;
    out.putLong(length);
    for (int i = length - 1; i >= 0; i--) {
      out.put((int) (unscaled >>> (8 * i)));
    }
  }
}
