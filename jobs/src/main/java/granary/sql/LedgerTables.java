package granary.sql;

import granary.dataset.DatasetName;
import granary.dataset.PartitionColumns;
import granary.engine.ColumnType;
import granary.ledger.Ledger;
import granary.ledger.LedgerDataset;
import granary.settings.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The ledger's datasets as tables. Reads each once; for one query, by one thread. */
public final class LedgerTables implements SourceTables {
  private final Ledger ledger;
  private final Optional<AsOf> asOf;
  private final Map<String, Optional<SourceTable>> known = new HashMap<>();

  /** The tables as they are now. */
  public LedgerTables(Ledger ledger) {
    this(ledger, Optional.empty());
  }

  /** The tables as they were. */
  public LedgerTables(Ledger ledger, Optional<AsOf> asOf) {
    this.ledger = ledger;
    this.asOf = asOf;
  }

  @Override
  public Optional<SourceTable> find(String name) {
    return known.computeIfAbsent(name.toLowerCase(Locale.ROOT), this::load);
  }

  @Override
  public String hint(String name) {
    List<String> names = names();
    return NearestName.of(name, names)
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElse("; there are " + (names.isEmpty() ? "none" : String.join(", ", names)));
  }

  private List<String> names() {
    return ledger.list().stream().map(DatasetName::value).toList();
  }

  private Optional<SourceTable> load(String name) {
    if (!names().contains(name)) {
      return Optional.empty();
    }
    LedgerDataset dataset = ledger.load(new DatasetName(name));
    Schema schema =
        asOf.map(then -> then.schema(ledger.table(dataset.dataset().name())))
            .orElse(dataset.tableSchema());
    List<String> partitioning = PartitionColumns.names(dataset.dataset().grain());
    List<SourceColumn> columns = new ArrayList<>();
    for (Types.NestedField field : schema.columns()) {
      addLeaves(field, List.of(), partitioning.contains(field.name()), columns);
    }
    return Optional.of(new SourceTable(name, columns));
  }

  private static void addLeaves(
      Types.NestedField field, List<String> above, boolean ofPartition, List<SourceColumn> to) {
    List<String> path = new ArrayList<>(above);
    path.add(field.name());
    if (field.type().isStructType()) {
      field.type().asStructType().fields().forEach(leaf -> addLeaves(leaf, path, false, to));
      return;
    }
    if (field.type().isListType() || field.type().isMapType()) {
      String items = SchemaParser.toJson(new Schema(field));
      ColumnType text = ColumnType.of(ColumnType.Kind.VARCHAR);
      to.add(new SourceColumn(path, text, field.fieldId(), items));
      return;
    }
    columnType(field.type())
        .ifPresent(type -> to.add(new SourceColumn(path, type, ofPartition ? 0 : field.fieldId())));
  }

  /** The type of a column; a field whose values no column can hold is no column. */
  private static Optional<ColumnType> columnType(Type type) {
    return switch (type.typeId()) {
      case BOOLEAN -> Optional.of(ColumnType.of(ColumnType.Kind.BOOLEAN));
      case INTEGER -> Optional.of(ColumnType.of(ColumnType.Kind.INTEGER));
      case LONG -> Optional.of(ColumnType.of(ColumnType.Kind.BIGINT));
      case FLOAT -> Optional.of(ColumnType.of(ColumnType.Kind.REAL));
      case DOUBLE -> Optional.of(ColumnType.of(ColumnType.Kind.DOUBLE));
      case STRING -> Optional.of(ColumnType.of(ColumnType.Kind.VARCHAR));
      case BINARY, FIXED -> Optional.of(ColumnType.of(ColumnType.Kind.VARBINARY));
      case DATE -> Optional.of(ColumnType.of(ColumnType.Kind.DATE));
      case TIMESTAMP -> Optional.of(ColumnType.of(ColumnType.Kind.TIMESTAMP));
      case DECIMAL -> {
        Types.DecimalType decimal = (Types.DecimalType) type;
        yield Optional.of(ColumnType.decimal(decimal.precision(), decimal.scale()));
      }
      default -> Optional.empty();
    };
  }
}
