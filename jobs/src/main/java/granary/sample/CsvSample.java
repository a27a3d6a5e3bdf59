package granary.sample;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Writes CSV with a header; fields of nested records as {@code attributes.region}. */
final class CsvSample implements SampleWriter {
  private final Writer out;
  private final SampleKind kind;
  private final List<String> columns = new ArrayList<>();

  CsvSample(OutputStream out, SampleKind kind) throws IOException {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    this.kind = kind;
    addColumns(kind.schema(), "");
    this.out.write(String.join(",", columns));
    this.out.write('\n');
  }

  private void addColumns(Schema record, String prefix) {
    for (Schema.Field field : record.getFields()) {
      Schema schema = AvroSample.withoutNull(field.schema());
      if (schema.getType() == Schema.Type.RECORD) {
        addColumns(schema, prefix + field.name() + ".");
      } else {
        columns.add(prefix + field.name());
      }
    }
  }

  @Override
  public void write(Map<String, @Nullable Object> record) throws IOException {
    StringJoiner line = new StringJoiner(",", "", "\n");
    for (String column : columns) {
      line.add(cell(value(record, column)));
    }
    out.write(line.toString());
  }

  @Override
  public void writeBad(Map<String, @Nullable Object> record, int way) throws IOException {
    StringJoiner line = new StringJoiner(",", "", "\n");
    boolean ragged = way % 4 == 0;
    for (int i = 0; i < columns.size() - (ragged ? 2 : 0); i++) {
      boolean time = columns.get(i).equals(kind.timeField());
      String cell = cell(value(record, columns.get(i)));
      if (time && way % 4 == 1) {
        cell = "not a time";
      } else if (time && way % 4 == 2) {
        cell = "";
      } else if (i == columns.size() / 2 && way % 4 == 3) {
        cell = "a\"stray mark";
      }
      line.add(cell);
    }
    out.write(line.toString());
  }

  private static @Nullable Object value(Map<String, @Nullable Object> record, String column) {
    int dot = column.indexOf('.');
    if (dot < 0) {
      return record.get(column);
    }
    return record.get(column.substring(0, dot)) instanceof Map<?, ?> nested
        ? value(stringKeys(nested), column.substring(dot + 1))
        : null;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> stringKeys(Map<?, ?> nested) {
    return (Map<String, @Nullable Object>) nested;
  }

  private static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    boolean quoted = text.isEmpty() || text.chars().anyMatch(c -> c == ',' || c == '"' || c < ' ');
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
