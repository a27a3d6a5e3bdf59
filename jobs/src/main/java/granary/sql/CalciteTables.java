package granary.sql;

import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.schema.lookup.LikePattern;
import org.apache.calcite.schema.lookup.Lookup;
import org.jspecify.annotations.Nullable;

/** Shows {@link SourceTables} to Calcite, each loaded when a query names it. */
final class CalciteTables extends AbstractSchema {
  private final SourceTables tables;

  CalciteTables(SourceTables tables) {
    this.tables = tables;
  }

  @Override
  public Lookup<Table> tables() {
    return new Lookup<>() {
      @Override
      public @Nullable Table get(String name) {
        return tables.find(name).map(SourceTableAdapter::new).orElse(null);
      }

      @Override
      public org.apache.calcite.schema.lookup.@Nullable Named<Table> getIgnoreCase(String name) {
        Table table = get(name);
        return table == null ? null : new org.apache.calcite.schema.lookup.Named<>(name, table);
      }

      @Override
      public Set<String> getNames(LikePattern pattern) {
        return Set.of();
      }
    };
  }

  @Override
  protected Map<String, Table> getTableMap() {
    return Map.of();
  }

  /** One table. */
  static final class SourceTableAdapter extends AbstractTable {
    private final SourceTable source;

    SourceTableAdapter(SourceTable source) {
      this.source = source;
    }

    SourceTable source() {
      return source;
    }

    @Override
    public RelDataType getRowType(RelDataTypeFactory factory) {
      RelDataTypeFactory.Builder row = factory.builder();
      for (SourceColumn column : source.columns()) {
        row.add(column.name(), ColumnTypes.of(column.type(), factory));
      }
      return row.build();
    }
  }
}
