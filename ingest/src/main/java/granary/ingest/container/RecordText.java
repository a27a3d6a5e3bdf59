package granary.ingest.container;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Base64;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Writes a record as JSON that ingest reads: unions without the names of their branches, bytes as
 * Base64, decimals as numbers, dates and timestamps by ISO 8601. Owned by one thread.
 */
final class RecordText {
  private static final JsonFactory JSON = new JsonFactory();

  private final Schema schema;
  private final BinaryCursor in = new BinaryCursor();

  RecordText(Schema schema) {
    this.schema = schema;
  }

  /** The record whose sound bytes lie from {@code start} to before {@code end}. */
  byte[] of(byte[] block, int start, int end) {
    byte[] bytes = Arrays.copyOfRange(block, start, end);
    in.over(bytes, bytes.length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      write(schema, json);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot fail", e);
    } catch (MalformedAvroException e) {
      throw new IllegalStateException("The record was read before", e);
    }
    return out.toByteArray();
  }

  private void write(Schema type, JsonGenerator json) throws IOException, MalformedAvroException {
    switch (type.getType()) {
      case NULL -> json.writeNull();
      case BOOLEAN -> json.writeBoolean(in.readBoolean());
      case INT -> whole(type, in.readInt(), json);
      case LONG -> whole(type, in.readLong(), json);
      case FLOAT -> json.writeNumber(in.readFloat());
      case DOUBLE -> json.writeNumber(in.readDouble());
      case STRING -> json.writeString(text(in.readLength()));
      case ENUM ->
          json.writeString(
              type.getEnumSymbols().get(in.readIndex(type.getEnumSymbols().size(), "an enum")));
      case BYTES -> bytes(type, in.readLength(), json);
      case FIXED -> bytes(type, type.getFixedSize(), json);
      case UNION ->
          write(type.getTypes().get(in.readIndex(type.getTypes().size(), "a union")), json);
      case ARRAY -> {
        json.writeStartArray();
        for (long count = in.readItems(); count > 0; count = in.readItems()) {
          for (long i = 0; i < count; i++) {
            write(type.getElementType(), json);
          }
        }
        json.writeEndArray();
      }
      case MAP -> {
        json.writeStartObject();
        for (long count = in.readItems(); count > 0; count = in.readItems()) {
          for (long i = 0; i < count; i++) {
            json.writeFieldName(text(in.readLength()));
            write(type.getValueType(), json);
          }
        }
        json.writeEndObject();
      }
      case RECORD -> {
        json.writeStartObject();
        for (Schema.Field field : type.getFields()) {
          json.writeFieldName(field.name());
          write(field.schema(), json);
        }
        json.writeEndObject();
      }
    }
  }

  private String text(int length) throws MalformedAvroException {
    return new String(in.bytes(), in.skip(length), length, StandardCharsets.UTF_8);
  }

  private void bytes(Schema type, int length, JsonGenerator json)
      throws IOException, MalformedAvroException {
    int at = in.skip(length);
    if (type.getLogicalType() instanceof LogicalTypes.Decimal decimal && length > 0) {
      json.writeNumber(
          new BigDecimal(new BigInteger(in.bytes(), at, length), decimal.getScale())
              .toPlainString());
    } else {
      json.writeString(
          Base64.getEncoder().encodeToString(Arrays.copyOfRange(in.bytes(), at, at + length)));
    }
  }

  /** Times that no calendar holds stay numbers. */
  private static void whole(Schema type, long value, JsonGenerator json) throws IOException {
    LogicalType logical = type.getLogicalType();
    String name = logical == null ? "" : logical.getName();
    try {
      switch (name) {
        case "date" -> json.writeString(LocalDate.ofEpochDay(value).toString());
        case "time-millis" -> json.writeString(LocalTime.ofNanoOfDay(value * 1_000_000).toString());
        case "time-micros" -> json.writeString(LocalTime.ofNanoOfDay(value * 1_000).toString());
        case "timestamp-millis" -> json.writeString(instant(value, 1_000).toString());
        case "timestamp-micros" -> json.writeString(instant(value, 1_000_000).toString());
        case "timestamp-nanos" -> json.writeString(instant(value, 1_000_000_000).toString());
        case "local-timestamp-millis" -> json.writeString(local(value, 1_000));
        case "local-timestamp-micros" -> json.writeString(local(value, 1_000_000));
        case "local-timestamp-nanos" -> json.writeString(local(value, 1_000_000_000));
        default -> json.writeNumber(value);
      }
    } catch (DateTimeException e) {
      json.writeNumber(value);
    }
  }

  private static Instant instant(long value, long inSecond) {
    return Instant.ofEpochSecond(
        Math.floorDiv(value, inSecond),
        Math.floorMod(value, inSecond) * (1_000_000_000 / inSecond));
  }

  private static String local(long value, long inSecond) {
    String instant = instant(value, inSecond).toString();
    return instant.substring(0, instant.length() - 1);
  }
}
