package granary.ingest.record;

import java.util.Arrays;

/**
 * Makes the value of an array or a map field, item by item, in Avro's encoding. The items of {@link
 * ShapeField#items} are rows of their own: slot 0 holds an array's item, slots 0 and 1 a map's key
 * and value. Reused for value after value; owned by one thread.
 */
public final class ItemsWriter {
  /** An empty record of a few characters can be an item with many defaults. */
  private static final int MAX_BYTES = 1 << 28;

  private final ShapeField field;
  private final RowEncoder encoder;
  private final Row row;
  private final RowBuffer buffer = new RowBuffer();

  /** A writer for an array or a map field. */
  public ItemsWriter(ShapeField field) {
    this.field = field;
    this.encoder = new RowEncoder(field.items());
    this.row = field.items().newRow();
  }

  /** Begins a value without items. */
  public void begin() {
    buffer.clear();
  }

  /** The row for the next item, empty. */
  public Row next() {
    row.clear();
    return row;
  }

  /**
   * Takes the row as the next item.
   *
   * @throws BadRecordException if a field of it is missing, or the value is too long
   */
  public void add() throws BadRecordException {
    field.items().complete(row);
    addComplete();
    if (buffer.size() > MAX_BYTES) {
      throw new BadRecordException(
          BadRecordReason.TOO_LONG, "field " + field.path() + " has too many items to be kept");
    }
  }

  /** Takes a row of which no field is missing. */
  void addComplete() {
    encoder.encode(row, buffer);
  }

  /** Puts the value into the field's slot. */
  public void finish(Row target) {
    byte[] bytes = finished();
    target.setBytes(field.slot(), bytes, 0, bytes.length);
  }

  /** The value: one block with its count, and the end. */
  byte[] finished() {
    RowBuffer head = new RowBuffer();
    head.reserve(RowBuffer.MAX_LONG_BYTES);
    int count = buffer.rows();
    if (count > 0) {
      head.putLong(count);
    }
    byte[] value = Arrays.copyOf(head.bytes(), head.size() + buffer.size() + 1);
    System.arraycopy(buffer.bytes(), 0, value, head.size(), buffer.size());
    return value;
  }
}
