package granary.ingest.container;

import granary.ingest.input.InputContent;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputFormat;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.FieldType;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Writes Avro files with Avro's own writer, and shows what the reader makes of them. */
final class AvroFiles {
  private static final Configuration HADOOP = new Configuration(false);

  private AvroFiles() {}

  static Schema schema(String fields) {
    return new Schema.Parser()
        .parse(
            "{\"type\":\"record\",\"name\":\"r\",\"fields\":[" + fields.replace('\'', '"') + "]}");
  }

  static GenericRecord record(Schema schema, @Nullable Object... values) {
    GenericRecord record = new GenericData.Record(schema);
    for (int i = 0; i < values.length; i++) {
      record.put(i, values[i]);
    }
    return record;
  }

  /** A block for each {@code blockRows} records. */
  static byte[] written(String codec, Schema schema, List<GenericRecord> records, int blockRows)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<GenericRecord>(schema))) {
      writer.setCodec(CodecFactory.fromString(codec));
      writer.create(schema, out, "0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < records.size(); i++) {
        writer.append(records.get(i));
        if ((i + 1) % blockRows == 0) {
          writer.sync();
        }
      }
    }
    return out.toByteArray();
  }

  static InputFile file(Path path) throws IOException {
    String uri = path.toUri().toString();
    long modified = Files.getLastModifiedTime(path).toMillis();
    return new InputFile(uri, uri, Files.size(path), modified, InputFormat.AVRO);
  }

  /** One text for each record: its values, or why it is bad and what is kept of it. */
  static List<String> read(Path path, Schema target) throws IOException {
    return read(path, target, 1 << 20);
  }

  static List<String> read(Path path, Schema target, int maxRecordBytes) throws IOException {
    RecordShape shape = RecordShape.of(target);
    Row row = shape.newRow();
    List<String> found = new ArrayList<>();
    try (InputContent content = InputContent.open(file(path), HADOOP);
        AvroFileReader reader =
            AvroFileReader.open(
                content,
                new AvroFileReader.Target(
                    shape, target, ZoneId.of("Europe/Berlin"), maxRecordBytes))) {
      while (true) {
        try {
          if (!reader.next(row)) {
            break;
          }
          found.add(shown(shape, row));
        } catch (BadRecordException e) {
          found.add(
              e.reason().code()
                  + ": "
                  + e.detail()
                  + " "
                  + new String(reader.recordBytes(), StandardCharsets.UTF_8));
        }
      }
      content.finish();
    }
    return found;
  }

  private static String shown(RecordShape shape, Row row) {
    List<String> values = new ArrayList<>();
    for (int slot = 0; slot < shape.fields().size(); slot++) {
      ShapeField field = shape.fields().get(slot);
      if (row.isNull(slot)) {
        values.add("null");
        slot = field.end() - 1;
      } else if (field.type() != FieldType.RECORD) {
        values.add(value(field.type(), row, slot));
      }
    }
    return String.join(" ", values);
  }

  private static String value(FieldType type, Row row, int slot) {
    int from = row.offset(slot);
    int length = row.length(slot);
    return switch (type) {
      case FLOAT, DOUBLE -> Double.toString(row.floating(slot));
      case STRING, ENUM, UUID -> new String(row.bytes(), from, length, StandardCharsets.UTF_8);
      case BYTES, FIXED, ARRAY, MAP -> HexFormat.of().formatHex(row.bytes(), from, from + length);
      case LONG_DECIMAL -> new BigInteger(row.bytes(), from, length).toString();
      default -> Long.toString(row.number(slot));
    };
  }
}
