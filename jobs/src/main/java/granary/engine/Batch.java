package granary.engine;

import java.util.Arrays;
import java.util.List;

/** Rows in columns, filled by a {@link Scan} and read by its consumer, again and again. */
final class Batch {
  private final int capacity;
  private final Column[] columns;

  Batch(int capacity, List<ColumnType> types) {
    this.capacity = capacity;
    columns = new Column[types.size()];
    Arrays.setAll(columns, i -> new Column(types.get(i), capacity));
  }

  int capacity() {
    return capacity;
  }

  Column column(int index) {
    return columns[index];
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
