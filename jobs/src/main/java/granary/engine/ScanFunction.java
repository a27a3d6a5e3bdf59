package granary.engine;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a {@link ScanInput} to DuckDB as a table function. DuckDB says which columns it wants when
 * the query begins, and calls on one thread. Keeps the first failure as it was, since DuckDB passes
 * on its text only.
 */
final class ScanFunction implements DuckDBTableFunction<ScanInput, ScanFunction.Running, Integer> {
  private final ScanInput input;
  private final Consumer<ScanCounts> progress;
  private @Nullable Throwable failure;
  private ScanCounts counts = ScanCounts.NONE;
  private @Nullable Running running;

  /** One pass over the input. */
  record Running(Scan scan, Batch batch) {}

  ScanFunction(ScanInput input, Consumer<ScanCounts> progress) {
    this.input = input;
    this.progress = progress;
  }

  @Override
  public ScanInput bind(DuckDBTableFunctionBindInfo info) throws SQLException {
    for (ScanColumn column : input.columns()) {
      try (DuckDBLogicalType type = logicalType(column.type())) {
        info.addResultColumn(column.name(), type);
      }
    }
    info.setCardinality(input.rows(), false);
    return input;
  }

  @Override
  public Running init(DuckDBTableFunctionInitInfo info) {
    info.setMaxThreads(1);
    List<ScanColumn> wanted = new ArrayList<>();
    for (long i = 0; i < info.getColumnCount(); i++) {
      wanted.add(input.columns().get((int) info.getColumnIndex(i)));
    }
    Batch batch = new Batch(2048, wanted.stream().map(ScanColumn::type).toList());
    Running opened = new Running(input.open(wanted), batch);
    running = opened;
    return opened;
  }

  @Override
  public Integer localInit(DuckDBTableFunctionInitInfo info) {
    return 0;
  }

  @Override
  public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter output)
      throws Exception {
    try {
      Running pass = info.getInitData();
      Batch batch = pass.batch();
      if (batch.capacity() > output.capacity()) {
        throw new IllegalStateException("Invalid vector capacity: " + output.capacity());
      }
      int rows = pass.scan().next(batch);
      counts = pass.scan().counts();
      progress.accept(counts);
      for (int i = 0; rows > 0 && i < batch.columns(); i++) {
        VectorBuffers.copy(batch.column(i), rows, output.vector(i));
      }
      return rows;
    } catch (Exception | Error e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  @Nullable Throwable failure() {
    return failure;
  }

  ScanCounts counts() {
    return counts;
  }

  void close() throws java.io.IOException {
    if (running != null) {
      running.scan().close();
      running = null;
    }
  }

  private static DuckDBLogicalType logicalType(ColumnType type) throws SQLException {
    return switch (type.kind()) {
      case DECIMAL -> DuckDBLogicalType.decimal(type.precision(), type.scale());
      case BOOLEAN -> DuckDBLogicalType.of(DuckDBColumnType.BOOLEAN);
      case INTEGER -> DuckDBLogicalType.of(DuckDBColumnType.INTEGER);
      case BIGINT -> DuckDBLogicalType.of(DuckDBColumnType.BIGINT);
      case REAL -> DuckDBLogicalType.of(DuckDBColumnType.FLOAT);
      case DOUBLE -> DuckDBLogicalType.of(DuckDBColumnType.DOUBLE);
      case DATE -> DuckDBLogicalType.of(DuckDBColumnType.DATE);
      case TIMESTAMP -> DuckDBLogicalType.of(DuckDBColumnType.TIMESTAMP);
      case VARCHAR, VARBINARY -> DuckDBLogicalType.of(DuckDBColumnType.VARCHAR);
    };
  }
}
