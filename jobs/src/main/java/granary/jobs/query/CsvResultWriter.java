package granary.jobs.query;

import granary.engine.NamedColumn;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Comma-separated values with a header, quoted where they must be. */
final class CsvResultWriter implements ResultFormat.Writer {
  private final BufferedWriter out;

  CsvResultWriter(List<NamedColumn> columns, OutputStream stream) throws IOException {
    out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
    for (int i = 0; i < columns.size(); i++) {
      cell(i, columns.get(i).name());
    }
    out.write('\n');
  }

  @Override
  public void row(List<@Nullable Object> row) throws IOException {
    for (int i = 0; i < row.size(); i++) {
      cell(i, text(row.get(i)));
    }
    out.write('\n');
  }

  /** A value as text: decimals exact, times ISO 8601, bytes as base 64; null for NULL. */
  static @Nullable String text(@Nullable Object value) {
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    return value == null ? null : value.toString();
  }

  private void cell(int index, @Nullable String text) throws IOException {
    if (index > 0) {
      out.write(',');
    }
    if (text == null) {
      return;
    }
    boolean plain =
        !text.isEmpty()
            && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    out.write(plain ? text : '"' + text.replace("\"", "\"\"") + '"');
  }

  @Override
  public void close() throws IOException {
    out.flush();
  }
}
