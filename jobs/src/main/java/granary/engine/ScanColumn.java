package granary.engine;

import java.util.List;

/**
 * A column that a scan can deliver: a leaf of the records, or a value of their partition.
 *
 * @param name what the fragment calls it: {@code c3}
 * @param type its type; binary columns reach the fragment as hexadecimal text
 * @param path the names from the record down to the leaf; for a partition column the one name
 * @param fieldId the leaf's ID in the ledger's schema, which finds it in files where it had another
 *     name; 0 for a partition column
 * @param items of an array or a map, which reach the fragment as JSON text, the ledger's type: a
 *     schema of the one field, as Iceberg writes it; empty for others
 */
public record ScanColumn(
    String name, ColumnType type, List<String> path, int fieldId, String items) {
  public ScanColumn {
    path = List.copyOf(path);
  }

  boolean ofPartition() {
    return fieldId == 0;
  }
}
