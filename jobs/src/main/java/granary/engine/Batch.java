package granary.engine;

import java.util.Arrays;
import java.util.List;

/**
 * Rows in columns, filled by a {@link Scan} and read by its consumer, again and again. It is full
 * with so many rows, or with so many bytes in them: what holds it after this has not to be as large
 * as that many rows of any length.
 */
final class Batch {
  /** Far above what the usual row makes of a batch, so that only long ones are fewer. */
  private static final long MOST_BYTES = 4 << 20;

  private final int capacity;
  private final Column[] columns;
  private final Column[] ofBytes;

  Batch(int capacity, List<ColumnType> types) {
    this.capacity = capacity;
    columns = new Column[types.size()];
    Arrays.setAll(columns, i -> new Column(types.get(i), capacity));
    ofBytes = Arrays.stream(columns).filter(Column::ofBytes).toArray(Column[]::new);
  }

  int capacity() {
    return capacity;
  }

  Column column(int index) {
    return columns[index];
  }

  /** Whether {@code rows} rows are all that it should take. */
  boolean full(int rows) {
    if (rows >= capacity) {
      return true;
    }
    long bytes = 0;
    for (Column column : ofBytes) {
      bytes += column.bytesHeld();
    }
    return bytes >= MOST_BYTES;
  }

  int columns() {
    return columns.length;
  }

  /** Makes every value NULL. */
  void clear() {
    for (Column column : columns) {
      column.clear();
    }
  }
}
