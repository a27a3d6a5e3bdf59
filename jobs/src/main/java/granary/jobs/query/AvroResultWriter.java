package granary.jobs.query;

import granary.engine.ColumnType;
import granary.engine.NamedColumn;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** An Avro container file; every field can be null, names that Avro forbids get underscores. */
final class AvroResultWriter implements ResultFormat.Writer {
  private final Schema schema;
  private final DataFileWriter<GenericRecord> out;

  AvroResultWriter(List<NamedColumn> columns, OutputStream stream) throws IOException {
    schema = schema(columns);
    out = new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema));
    out.setCodec(CodecFactory.zstandardCodec(3)).create(schema, new KeptOpen(stream));
  }

  /** The caller closes the stream. */
  private static final class KeptOpen extends FilterOutputStream {
    KeptOpen(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  private static Schema schema(List<NamedColumn> columns) {
    List<Schema.Field> fields = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (NamedColumn column : columns) {
      String base = column.name().replaceAll("[^A-Za-z0-9_]", "_").replaceFirst("^(?=\\d)", "_");
      String name = base;
      for (int i = 2; !names.add(name); i++) {
        name = base + "_" + i;
      }
      Schema type = Schema.createUnion(Schema.create(Schema.Type.NULL), type(column.type()));
      fields.add(new Schema.Field(name, type, null, Schema.Field.NULL_DEFAULT_VALUE));
    }
    return Schema.createRecord("Row", null, "granary", false, fields);
  }

  private static Schema type(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
      case INTEGER -> Schema.create(Schema.Type.INT);
      case BIGINT -> Schema.create(Schema.Type.LONG);
      case REAL -> Schema.create(Schema.Type.FLOAT);
      case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
      case VARCHAR -> Schema.create(Schema.Type.STRING);
      case VARBINARY -> Schema.create(Schema.Type.BYTES);
      case DECIMAL ->
          LogicalTypes.decimal(type.precision(), type.scale())
              .addToSchema(Schema.create(Schema.Type.BYTES));
      case DATE -> LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
      case TIMESTAMP -> LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
    };
  }

  @Override
  public void row(List<@Nullable Object> row) throws IOException {
    GenericRecord to = new GenericData.Record(schema);
    for (int i = 0; i < row.size(); i++) {
      to.put(i, value(row.get(i)));
    }
    out.append(to);
  }

  private static @Nullable Object value(@Nullable Object value) {
    if (value instanceof BigDecimal number) {
      return ByteBuffer.wrap(number.unscaledValue().toByteArray());
    }
    if (value instanceof byte[] bytes) {
      return ByteBuffer.wrap(bytes);
    }
    if (value instanceof LocalDate day) {
      return (int) day.toEpochDay();
    }
    return value instanceof Instant time ? ChronoUnit.MICROS.between(Instant.EPOCH, time) : value;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
