package granary.jobs.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import granary.engine.NamedColumn;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One array with an object for each row. */
final class JsonResultWriter implements ResultFormat.Writer {
  private final List<NamedColumn> columns;
  private final JsonGenerator out;

  JsonResultWriter(List<NamedColumn> columns, OutputStream stream) throws IOException {
    this.columns = columns;
    out =
        JsonFactory.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build()
            .createGenerator(stream);
    out.writeStartArray();
  }

  @Override
  public void row(List<@Nullable Object> row) throws IOException {
    out.writeRaw('\n');
    out.writeStartObject();
    for (int i = 0; i < row.size(); i++) {
      out.writeFieldName(columns.get(i).name());
      value(row.get(i));
    }
    out.writeEndObject();
  }

  private void value(@Nullable Object value) throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof Integer || value instanceof Long) {
      out.writeNumber(((Number) value).longValue());
    } else if (value instanceof BigDecimal number) {
      out.writeNumber(number);
    } else if (value instanceof Double number) {
      out.writeNumber(number);
    } else if (value instanceof Float number) {
      out.writeNumber(number);
    } else if (value instanceof byte[] bytes) {
      out.writeBinary(bytes);
    } else {
      out.writeString(value.toString());
    }
  }

  @Override
  public void close() throws IOException {
    out.writeRaw('\n');
    out.writeEndArray();
    out.writeRaw('\n');
    out.close();
  }
}
