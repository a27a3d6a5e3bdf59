package granary.ingest.container;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import granary.ingest.record.Utf8;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * Which Avro values fit a field that is no record, and how:
 *
 * <ul>
 *   <li>int, long, float, double: as Avro promotes them; a logical type does not matter.
 *   <li>string: string, bytes that are UTF-8, the symbol of an enum, a uuid as text.
 *   <li>enum: an enum or a string, of its symbols; for another symbol of an enum its default, if it
 *       has one; uuid: a uuid, a string.
 *   <li>bytes: bytes, string, fixed; fixed: fixed or bytes of its size.
 *   <li>decimal: a decimal, rescaled if that is exact; int and long without a logical type.
 *   <li>date: a date, or an int without a logical type.
 *   <li>times of day: any; an int or a long without a logical type is in the field's own unit.
 *   <li>timestamps: any timestamp, finer ones cut off; local ones in the dataset's zone; a long
 *       without a logical type is in the field's own unit. Local timestamps: local ones only.
 *       Nanoseconds are kept in microseconds, so finer ones are bad.
 * </ul>
 *
 * Immutable.
 */
final class LeafReadings {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final TimeReadings times;

  LeafReadings(ZoneId zone) {
    this.times = new TimeReadings(zone);
  }

  /** How values of the writer's schema get into the field. */
  ValueReading of(Schema writer, ShapeField field) throws UnfitException {
    return switch (field.type()) {
      case BOOLEAN -> bool(writer, field);
      case INT, LONG -> whole(writer, field);
      case FLOAT, DOUBLE -> floating(writer, field);
      case STRING -> string(writer, field);
      case ENUM -> symbol(writer, field);
      case UUID -> uuid(writer, field);
      case BYTES -> bytes(writer, field);
      case FIXED -> fixed(writer, field);
      case SHORT_DECIMAL, LONG_DECIMAL -> DecimalReadings.of(writer, field);
      case DATE -> TimeReadings.date(writer, field);
      case TIME_MILLIS, TIME_MICROS -> TimeReadings.time(writer, field);
      case TIMESTAMP_MILLIS,
          TIMESTAMP_MICROS,
          TIMESTAMP_NANOS,
          LOCAL_TIMESTAMP_MILLIS,
          LOCAL_TIMESTAMP_MICROS,
          LOCAL_TIMESTAMP_NANOS ->
          times.timestamp(writer, field);
      case NULL, ARRAY, MAP, RECORD -> throw unfit(writer, field);
    };
  }

  static UnfitException unfit(Schema writer, ShapeField field) {
    LogicalType logical = writer.getLogicalType();
    return new UnfitException(
        "field "
            + field.path()
            + " is "
            + writer.getType().getName()
            + (writer.getType() == Schema.Type.FIXED ? "(" + writer.getFixedSize() + ")" : "")
            + (logical == null ? "" : " (" + logical.getName() + ")")
            + " in the file and "
            + named(field)
            + " in the dataset");
  }

  /** The field's type as a schema has it. */
  private static String named(ShapeField field) {
    return switch (field.type()) {
      case FIXED -> "fixed(" + field.details().size() + ")";
      case SHORT_DECIMAL, LONG_DECIMAL ->
          "decimal(" + field.precision() + "," + field.scale() + ")";
      default -> field.type().name().toLowerCase(Locale.ROOT).replace('_', '-');
    };
  }

  private static ValueReading bool(Schema writer, ShapeField field) throws UnfitException {
    int slot = field.slot();
    if (writer.getType() != Schema.Type.BOOLEAN) {
      throw unfit(writer, field);
    }
    return (in, row) -> row.setNumber(slot, in.readBoolean() ? 1 : 0);
  }

  private static ValueReading whole(Schema writer, ShapeField field) throws UnfitException {
    int slot = field.slot();
    boolean isLong = field.type() == granary.ingest.record.FieldType.LONG;
    return switch (writer.getType()) {
      case INT -> (in, row) -> row.setNumber(slot, in.readInt());
      case LONG -> {
        if (!isLong) {
          throw unfit(writer, field);
        }
        yield (in, row) -> row.setNumber(slot, in.readLong());
      }
      default -> throw unfit(writer, field);
    };
  }

  private static ValueReading floating(Schema writer, ShapeField field) throws UnfitException {
    int slot = field.slot();
    boolean isDouble = field.type() == granary.ingest.record.FieldType.DOUBLE;
    return switch (writer.getType()) {
      case INT, LONG -> {
        boolean isInt = writer.getType() == Schema.Type.INT;
        yield (in, row) -> {
          long value = isInt ? in.readInt() : in.readLong();
          // Rounded once: through a double, a long could be rounded twice on its way to a float.
          row.setFloating(slot, isDouble ? (double) value : (double) (float) value);
        };
      }
      case FLOAT -> (in, row) -> row.setFloating(slot, in.readFloat());
      case DOUBLE -> {
        if (!isDouble) {
          throw unfit(writer, field);
        }
        yield (in, row) -> row.setFloating(slot, in.readDouble());
      }
      default -> throw unfit(writer, field);
    };
  }

  private static ValueReading string(Schema writer, ShapeField field) throws UnfitException {
    int slot = field.slot();
    boolean uuid = writer.getLogicalType() instanceof LogicalTypes.Uuid;
    return switch (writer.getType()) {
      case STRING, BYTES -> {
        if (writer.getLogicalType() != null && !uuid) {
          throw unfit(writer, field);
        }
        yield (in, row) -> text(in, row, field);
      }
      case ENUM -> {
        List<byte[]> symbols =
            writer.getEnumSymbols().stream()
                .map(symbol -> symbol.getBytes(StandardCharsets.UTF_8))
                .toList();
        yield (in, row) -> {
          byte[] symbol = symbols.get(in.readIndex(symbols.size(), "an enum"));
          row.setBytes(slot, symbol, 0, symbol.length);
        };
      }
      case FIXED -> {
        if (!uuid || writer.getFixedSize() != 2 * Long.BYTES) {
          throw unfit(writer, field);
        }
        yield (in, row) -> uuidText(in, row, slot);
      }
      default -> throw unfit(writer, field);
    };
  }

  static void text(BinaryCursor in, Row row, ShapeField field)
      throws MalformedAvroException, BadRecordException {
    int length = in.readLength();
    int at = in.skip(length);
    if (!Utf8.isValid(in.bytes(), at, at + length)) {
      throw new BadRecordException(
          BadRecordReason.INVALID_UTF8, "field " + field.path() + ": its text is not UTF-8");
    }
    row.setBytes(field.slot(), in.bytes(), at, at + length);
  }

  private static void uuidText(BinaryCursor in, Row row, int slot) throws MalformedAvroException {
    java.nio.ByteBuffer bytes =
        java.nio.ByteBuffer.wrap(in.bytes(), in.skip(2 * Long.BYTES), 2 * Long.BYTES);
    String text = new UUID(bytes.getLong(), bytes.getLong()).toString();
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    row.setBytes(slot, ascii, 0, ascii.length);
  }

  private static ValueReading bytes(Schema writer, ShapeField field) throws UnfitException {
    int slot = field.slot();
    return switch (writer.getType()) {
      case BYTES, STRING ->
          (in, row) -> {
            int length = in.readLength();
            int at = in.skip(length);
            row.setBytes(slot, in.bytes(), at, at + length);
          };
      case FIXED -> {
        int size = writer.getFixedSize();
        yield (in, row) -> {
          int at = in.skip(size);
          row.setBytes(slot, in.bytes(), at, at + size);
        };
      }
      default -> throw unfit(writer, field);
    };
  }

  private static ValueReading symbol(Schema writer, ShapeField field) throws UnfitException {
    if (writer.getType() != Schema.Type.STRING && writer.getType() != Schema.Type.ENUM) {
      throw unfit(writer, field);
    }
    ValueReading text = string(writer, field);
    Optional<byte[]> other =
        writer.getType() == Schema.Type.ENUM
            ? field.details().defaultSymbol().map(name -> name.getBytes(StandardCharsets.UTF_8))
            : Optional.empty();
    return (in, row) -> {
      text.read(in, row);
      String symbol = text(row, field);
      if (!field.details().symbols().contains(symbol)) {
        byte[] known = other.orElseThrow(() -> wrong(field, symbol));
        row.setBytes(field.slot(), known, 0, known.length);
      }
    };
  }

  private static ValueReading uuid(Schema writer, ShapeField field) throws UnfitException {
    ValueReading text = string(writer, field);
    if (writer.getType() == Schema.Type.FIXED) {
      return text;
    }
    if (writer.getType() != Schema.Type.STRING) {
      throw unfit(writer, field);
    }
    return (in, row) -> {
      text.read(in, row);
      String value = text(row, field).toLowerCase(Locale.ROOT);
      if (!UUID_TEXT.matcher(value).matches()) {
        throw wrong(field, value);
      }
      row.setBytes(field.slot(), value.getBytes(StandardCharsets.US_ASCII), 0, value.length());
    };
  }

  private static ValueReading fixed(Schema writer, ShapeField field) throws UnfitException {
    int size = field.details().size();
    if (writer.getType() == Schema.Type.STRING
        || (writer.getType() == Schema.Type.FIXED && writer.getFixedSize() != size)) {
      throw unfit(writer, field);
    }
    ValueReading bytes = bytes(writer, field);
    return (in, row) -> {
      bytes.read(in, row);
      if (row.length(field.slot()) != size) {
        throw wrong(field, "of " + row.length(field.slot()) + " bytes");
      }
    };
  }

  private static String text(Row row, ShapeField field) {
    return new String(
        row.bytes(), row.offset(field.slot()), row.length(field.slot()), StandardCharsets.UTF_8);
  }

  private static BadRecordException wrong(ShapeField field, String value) {
    return new BadRecordException(
        BadRecordReason.WRONG_TYPE,
        "field "
            + field.path()
            + ": a value "
            + value
            + " is none of its "
            + field.type().name().toLowerCase(Locale.ROOT));
  }
}
