package granary.sql;

import java.util.List;

/** A dataset as SQL sees it: the leaves of its records, then the columns of its partitions. */
public record SourceTable(String name, List<SourceColumn> columns) {
  public SourceTable {
    columns = List.copyOf(columns);
  }
}
