package granary.sql;

import granary.engine.ColumnType;
import java.util.List;

/**
 * A column that SQL sees.
 *
 * @param path the names from the record down to the leaf: {@code attributes, region}
 * @param type its type
 * @param fieldId the leaf's ID in the ledger's schema; 0 for a column of the partition
 */
public record SourceColumn(List<String> path, ColumnType type, int fieldId) {
  public SourceColumn {
    path = List.copyOf(path);
  }

  /** The name in SQL: {@code attributes.region}. */
  public String name() {
    return String.join(".", path);
  }
}
