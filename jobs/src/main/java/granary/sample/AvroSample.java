package granary.sample;

import granary.failure.InvalidRequestException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Writes an Avro container file. */
final class AvroSample implements SampleWriter {
  private final Schema schema;
  private final DataFileWriter<GenericRecord> out;

  AvroSample(OutputStream out, SampleKind kind) throws IOException {
    schema = kind.schema();
    this.out = new DataFileWriter<>(new GenericDatumWriter<>(schema));
    this.out.setCodec(CodecFactory.zstandardCodec(3));
    this.out.create(schema, out);
  }

  @Override
  public void write(Map<String, @Nullable Object> record) throws IOException {
    out.append(generic(schema, record));
  }

  @Override
  public void writeBad(Map<String, @Nullable Object> record, int way) {
    throw new InvalidRequestException(
        "Cannot write bad records to an Avro file: its format does not allow any (--bad)");
  }

  private static GenericRecord generic(Schema schema, Map<?, ?> values) {
    GenericRecord record = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), value(withoutNull(field.schema()), values.get(field.name())));
    }
    return record;
  }

  private static @Nullable Object value(Schema schema, @Nullable Object value) {
    if (value instanceof Map<?, ?> nested) {
      return generic(schema, nested);
    }
    if (value instanceof Instant instant) {
      return instant.toEpochMilli();
    }
    if (value instanceof LocalDate date) {
      return (int) date.toEpochDay();
    }
    return value instanceof BigDecimal number
        ? ByteBuffer.wrap(number.unscaledValue().toByteArray())
        : value;
  }

  static Schema withoutNull(Schema schema) {
    return schema.getType() == Schema.Type.UNION
        ? schema.getTypes().stream()
            .filter(branch -> branch.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow()
        : schema;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
