package granary.jobs.query;

import granary.engine.NamedColumn;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;
import java.util.function.BooleanSupplier;

/** How a result is written. */
public enum ResultFormat {
  /** Comma-separated with a header, RFC 4180; NULL is empty, an empty text is quoted. */
  CSV,
  /** One array of objects. */
  JSON,
  /** An Avro container file, compressed with zstandard. */
  AVRO;

  /** How many rows are written before the next look whether the user has stopped it. */
  private static final int ROWS_BETWEEN_LOOKS = 256;

  /** Writes rows of one result to a stream. */
  interface Writer extends AutoCloseable {
    void row(List<@org.jspecify.annotations.Nullable Object> row) throws IOException;

    /** Ends the text; leaves the stream open. */
    @Override
    void close() throws IOException;
  }

  private Writer open(List<NamedColumn> columns, OutputStream out) throws IOException {
    return switch (this) {
      case CSV -> new CsvResultWriter(columns, out);
      case JSON -> new JsonResultWriter(columns, out);
      case AVRO -> new AvroResultWriter(columns, out);
    };
  }

  /**
   * Writes all rows; memory does not grow with their number.
   *
   * @param stopped whether the user has stopped it; an interrupt alone may get lost on the way, in
   *     what reads from HDFS
   * @throws InterruptedIOException if it was stopped
   */
  public void write(QueryResult result, OutputStream out, BooleanSupplier stopped)
      throws IOException {
    long[] written = {0};
    try (Writer writer = open(result.columns(), out)) {
      result.read(
          row -> {
            if (written[0]++ % ROWS_BETWEEN_LOOKS == 0 && stopped.getAsBoolean()) {
              throw new InterruptedIOException("it was interrupted");
            }
            writer.row(row);
            return true;
          });
    }
    out.flush();
  }
}
