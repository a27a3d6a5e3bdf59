package granary.sql;

import granary.engine.ColumnType;
import granary.engine.ColumnType.Kind;
import java.util.List;
import java.util.Optional;

/** One table, {@code sales}, without a ledger. */
final class TestTables implements SourceTables {
  private static final SourceTable SALES =
      new SourceTable(
          "sales",
          List.of(
              new SourceColumn(List.of("id"), ColumnType.of(Kind.BIGINT), 1),
              new SourceColumn(List.of("qty"), ColumnType.of(Kind.INTEGER), 2),
              new SourceColumn(List.of("amount"), ColumnType.decimal(12, 2), 3),
              new SourceColumn(List.of("name"), ColumnType.of(Kind.VARCHAR), 4),
              new SourceColumn(List.of("created_at"), ColumnType.of(Kind.TIMESTAMP), 5),
              new SourceColumn(List.of("attributes", "region"), ColumnType.of(Kind.VARCHAR), 6),
              new SourceColumn(List.of("source"), ColumnType.of(Kind.VARCHAR), 0),
              new SourceColumn(List.of("day"), ColumnType.of(Kind.DATE), 0)));

  @Override
  public Optional<SourceTable> find(String name) {
    return name.equalsIgnoreCase("sales") ? Optional.of(SALES) : Optional.empty();
  }

  @Override
  public String hint(String name) {
    return "; did you mean sales?";
  }
}
