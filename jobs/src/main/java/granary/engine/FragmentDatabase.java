package granary.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory DuckDB for one fragment. It works on one thread, within its memory limit, spills
 * into its directory and sees no other file. Used by one thread.
 */
public final class FragmentDatabase implements AutoCloseable {
  /** What a fragment's SQL reads the scan as. */
  public static final String SCAN = "scan_input()";

  /**
   * A group of rows is in memory until it is written, and when it is read: so it is bounded by its
   * bytes, and not by rows alone, of which 120,000 long ones are more than any memory.
   */
  private static final String PARQUET =
      " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE_BYTES '16MiB')";

  private final Connection connection;
  private @Nullable ScanFunction scan;

  private FragmentDatabase(Connection connection) {
    this.connection = connection;
  }

  /**
   * Opens an empty database.
   *
   * @throws SQLException if DuckDB cannot be loaded or refuses a limit
   */
  public static FragmentDatabase open(FragmentLimits limits) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    FragmentDatabase database =
        new FragmentDatabase(DriverManager.getConnection("jdbc:duckdb:", properties));
    try {
      database.execute(settings(limits));
    } catch (SQLException e) {
      database.close();
      throw e;
    }
    return database;
  }

  /** One statement text for all: each statement of its own costs a round trip into native code. */
  private static String settings(FragmentLimits limits) {
    // The order of the last stage's rows is the answer's; with one thread keeping it costs nothing.
    return String.join(
        "; ",
        "SET threads = 1",
        "SET memory_limit = '" + limits.memoryMib() + "MiB'",
        "SET temp_directory = " + literal(limits.directory() + "/spill"),
        "SET preserve_insertion_order = true",
        "SET default_null_order = 'NULLS_LAST'",
        "SET TimeZone = 'UTC'",
        "SET allowed_directories = [" + literal(limits.directory().toAbsolutePath() + "/") + "]",
        "SET enable_external_access = false",
        "SET lock_configuration = true");
  }

  /**
   * Lets fragments read {@code input} as {@link #SCAN}.
   *
   * @param progress called after each batch with all that was read so far; what it throws ends the
   *     fragment
   */
  public void feed(ScanInput input, Consumer<ScanCounts> progress) throws SQLException {
    ScanFunction function = new ScanFunction(input, progress);
    try (DuckDBTableFunctionBuilder builder = DuckDBFunctions.tableFunction()) {
      builder
          .withName(SCAN.substring(0, SCAN.length() - 2))
          .withProjectionPushdown()
          .withFunction(function)
          .register(connection);
    }
    scan = function;
  }

  /** What the scan has read. */
  public ScanCounts scanned() {
    return scan == null ? ScanCounts.NONE : scan.counts();
  }

  /**
   * Runs a fragment and writes its rows into a new Parquet file. No file is left when it fails.
   *
   * @return how many rows
   * @throws IOException if the scan's files cannot be read
   * @throws SQLException if the fragment fails: a value out of range, no memory left
   * @throws CancellationException if the progress listener threw it
   */
  public long writeParquet(String sql, Path file) throws SQLException, IOException {
    String copy = "COPY (" + sql + ") TO " + literal(file.toString()) + PARQUET;
    try (Statement statement = connection.createStatement()) {
      return statement.executeUpdate(copy);
    } catch (SQLException e) {
      Throwable first = scan == null ? null : scan.failure();
      if (first instanceof IOException unreadable) {
        throw unreadable;
      }
      if (first instanceof CancellationException cancelled) {
        throw cancelled;
      }
      if (first != null) {
        throw new SQLException(String.valueOf(first.getMessage()), first);
      }
      throw e;
    }
  }

  /**
   * Streams a query's rows to {@code rows}; they are read as they are needed.
   *
   * @throws SQLException if the query fails, also in the middle
   */
  public void query(String sql, RowsConsumer rows) throws SQLException, IOException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      rows.accept(results);
    }
  }

  /** Takes the rows of a query. */
  public interface RowsConsumer {
    void accept(ResultSet rows) throws SQLException, IOException;
  }

  /** SQL that reads all of {@code files}, or no row of {@code columns} if there is none. */
  public static String parquetInput(List<Path> files, List<NamedColumn> columns) {
    if (files.isEmpty()) {
      return columns.stream()
          .map(column -> "CAST(NULL AS " + column.type().sql() + ") AS " + column.name())
          .collect(Collectors.joining(", ", "(SELECT ", " WHERE false)"));
    }
    return files.stream()
        .map(file -> literal(file.toString()))
        .collect(Collectors.joining(", ", "read_parquet([", "])"));
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Override
  public void close() throws SQLException {
    try {
      if (scan != null) {
        scan.close();
      }
    } catch (IOException e) {
      throw new SQLException("Cannot close the scan: " + e.getMessage(), e);
    } finally {
      connection.close();
    }
  }
}
