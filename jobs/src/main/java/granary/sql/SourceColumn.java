package granary.sql;

import granary.engine.ColumnType;
import java.util.List;

/**
 * A column that SQL sees.
 *
 * @param path the names from the record down to the leaf: {@code attributes, region}
 * @param type its type
 * @param fieldId the leaf's ID in the ledger's schema; 0 for a column of the partition
 * @param items of an array or a map, which SQL sees as JSON text, the ledger's type: a schema of
 *     the one field, as Iceberg writes it; empty for others
 */
public record SourceColumn(List<String> path, ColumnType type, int fieldId, String items) {
  public SourceColumn {
    path = List.copyOf(path);
  }

  /** A column of a single value. */
  public SourceColumn(List<String> path, ColumnType type, int fieldId) {
    this(path, type, fieldId, "");
  }

  /** The name in SQL: {@code attributes.region}. */
  public String name() {
    return String.join(".", path);
  }
}
