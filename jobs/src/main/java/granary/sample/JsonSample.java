package granary.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON lines, nested records as objects. */
final class JsonSample implements SampleWriter {
  private final OutputStream out;
  private final SampleKind kind;
  private final JsonFactory factory = new JsonFactory();

  JsonSample(OutputStream out, SampleKind kind) {
    this.out = out;
    this.kind = kind;
  }

  @Override
  public void write(Map<String, @Nullable Object> record) throws IOException {
    out.write(line(record));
    out.write('\n');
  }

  @Override
  public void writeBad(Map<String, @Nullable Object> record, int way) throws IOException {
    Map<String, @Nullable Object> broken = new LinkedHashMap<>(record);
    if (way % 4 == 1) {
      broken.put(kind.timeField(), "not a time");
    } else if (way % 4 == 2) {
      broken.remove(kind.timeField());
    }
    byte[] line = line(broken);
    if (way % 4 == 3) {
      // Not UTF-8, within the first key.
      line[2] = (byte) 0xff;
    }
    out.write(line, 0, way % 4 == 0 ? line.length * 2 / 3 : line.length);
    out.write('\n');
  }

  private byte[] line(Map<String, @Nullable Object> record) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    try (JsonGenerator json = factory.createGenerator((OutputStream) line)) {
      writeObject(json, record);
    }
    return line.toByteArray();
  }

  private static void writeObject(JsonGenerator json, Map<?, ?> record) throws IOException {
    json.writeStartObject();
    for (Map.Entry<?, ?> entry : record.entrySet()) {
      json.writeFieldName(String.valueOf(entry.getKey()));
      writeValue(json, entry.getValue());
    }
    json.writeEndObject();
  }

  private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Map<?, ?> nested) {
      writeObject(json, nested);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Number) {
      String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
      json.writeNumber(text);
    } else {
      json.writeString(value.toString());
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
