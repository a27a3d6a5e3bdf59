package granary.jobs.query;

import granary.engine.ColumnType;
import granary.engine.FragmentDatabase;
import granary.engine.FragmentLimits;
import granary.engine.NamedColumn;
import granary.failure.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.jspecify.annotations.Nullable;

/**
 * A query's rows, in files of the job's directory until they are read. Reads one part at a time, so
 * that memory does not grow with the result. Closing it removes the files. Used by one thread.
 */
public final class QueryResult implements AutoCloseable {
  private static final int MEMORY_MIB = 256;

  private final List<NamedColumn> columns;
  private final List<NamedColumn> stored;
  private final List<PartResult> parts;
  private final QuerySummary summary;
  private final Place place;

  /** Where the files lie. */
  record Place(Configuration hadoop, org.apache.hadoop.fs.Path directory) {}

  QueryResult(
      List<NamedColumn> columns,
      List<NamedColumn> stored,
      List<PartResult> parts,
      QuerySummary summary,
      Place place) {
    this.columns = List.copyOf(columns);
    this.stored = List.copyOf(stored);
    this.parts = List.copyOf(parts);
    this.summary = summary;
    this.place = place;
  }

  /** The columns as the user named them. */
  public List<NamedColumn> columns() {
    return columns;
  }

  public QuerySummary summary() {
    return summary;
  }

  /** How many rows there are. */
  public long rows() {
    return parts.stream().mapToLong(PartResult::rows).sum();
  }

  /**
   * Reads the rows in their order.
   *
   * @throws IOException if a file cannot be read, or {@code rows} throws it
   */
  public void read(ResultRows rows) throws IOException {
    Path local = Files.createTempDirectory("granary-result-");
    try {
      for (PartResult part : parts) {
        if (part.rows() > 0 && !read(part, local, rows)) {
          return;
        }
      }
    } catch (SQLException e) {
      throw new IOException("Cannot read the result of job " + summary.job(), e);
    } finally {
      delete(local);
    }
  }

  private boolean read(PartResult part, Path local, ResultRows rows)
      throws IOException, SQLException {
    var remote = new org.apache.hadoop.fs.Path(part.file());
    Path file = local.resolve(remote.getName());
    FileSystem fileSystem = remote.getFileSystem(place.hadoop());
    fileSystem.copyToLocalFile(false, remote, new org.apache.hadoop.fs.Path(file.toUri()), true);
    boolean[] more = {true};
    try (FragmentDatabase database = FragmentDatabase.open(new FragmentLimits(MEMORY_MIB, local))) {
      database.query(
          "SELECT "
              + stored.stream().map(QueryResult::readable).collect(Collectors.joining(", "))
              + " FROM "
              + FragmentDatabase.parquetInput(List.of(file), stored),
          results -> {
            while (more[0] && results.next()) {
              more[0] = rows.accept(row(results));
            }
          });
    }
    Files.delete(file);
    return more[0];
  }

  /** Times come as numbers, which no time zone can change. */
  private static String readable(NamedColumn column) {
    return switch (column.type().kind()) {
      case TIMESTAMP -> "epoch_us(" + column.name() + ")";
      case DATE -> "CAST(" + column.name() + " AS VARCHAR)";
      default -> column.name();
    };
  }

  private List<@Nullable Object> row(ResultSet results) throws SQLException {
    List<@Nullable Object> row = new ArrayList<>(stored.size());
    for (int i = 0; i < stored.size(); i++) {
      row.add(value(results, i + 1, stored.get(i).type().kind()));
    }
    return Collections.unmodifiableList(row);
  }

  private static @Nullable Object value(ResultSet results, int index, ColumnType.Kind kind)
      throws SQLException {
    Object value =
        switch (kind) {
          case BOOLEAN -> results.getBoolean(index);
          case INTEGER -> results.getInt(index);
          case BIGINT -> results.getLong(index);
          case REAL -> results.getFloat(index);
          case DOUBLE -> results.getDouble(index);
          case DECIMAL -> results.getBigDecimal(index);
          case VARCHAR -> results.getString(index);
          case VARBINARY -> results.getBytes(index);
          case DATE -> {
            String text = results.getString(index);
            yield text == null ? null : LocalDate.parse(text);
          }
          case TIMESTAMP -> Instant.EPOCH.plus(results.getLong(index), ChronoUnit.MICROS);
        };
    return results.wasNull() ? null : value;
  }

  private static void delete(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Collections.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Removes the job's exchange directory; the job's journal stays. */
  @Override
  public void close() {
    // An interrupt would end the call before it is made, and is kept for whoever is behind it.
    boolean interrupted = Thread.interrupted();
    try {
      place.directory().getFileSystem(place.hadoop()).delete(place.directory(), true);
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot remove the result of job " + summary.job() + ": " + e.getMessage(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
