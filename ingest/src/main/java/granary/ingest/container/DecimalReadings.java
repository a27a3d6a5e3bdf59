package granary.ingest.container;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.FieldType;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** How decimals get into fields: exactly or not at all. */
final class DecimalReadings {
  private DecimalReadings() {}

  static ValueReading of(Schema writer, ShapeField field) throws UnfitException {
    boolean decimal = writer.getLogicalType() instanceof LogicalTypes.Decimal;
    int scale = writer.getLogicalType() instanceof LogicalTypes.Decimal type ? type.getScale() : 0;
    return switch (writer.getType()) {
      case INT, LONG -> {
        if (writer.getLogicalType() != null) {
          throw LeafReadings.unfit(writer, field);
        }
        yield (in, row) -> set(row, field, BigInteger.valueOf(in.readLong()), 0);
      }
      case BYTES, FIXED -> {
        if (!decimal) {
          throw LeafReadings.unfit(writer, field);
        }
        long limit = limit(Math.min(field.precision(), 18));
        int fixed = writer.getType() == Schema.Type.FIXED ? writer.getFixedSize() : -1;
        yield (in, row) -> {
          int length = fixed < 0 ? in.readLength() : fixed;
          int at = in.skip(length);
          boolean plain =
              scale == field.scale() && field.type() == FieldType.SHORT_DECIMAL && length > 0;
          if (!plain || !setShort(row, field, limit, in.bytes(), at, length)) {
            BigInteger unscaled =
                length == 0 ? BigInteger.ZERO : new BigInteger(in.bytes(), at, length);
            set(row, field, unscaled, scale);
          }
        };
      }
      default -> throw LeafReadings.unfit(writer, field);
    };
  }

  /** The usual case: few bytes, below the limit; false if it is not. */
  private static boolean setShort(
      Row row, ShapeField field, long limit, byte[] bytes, int at, int length) {
    if (length >= Long.BYTES) {
      return false;
    }
    long value = bytes[at];
    for (int i = 1; i < length; i++) {
      value = value << 8 | (bytes[at + i] & 0xff);
    }
    if (Math.abs(value) >= limit) {
      return false;
    }
    row.setNumber(field.slot(), value);
    return true;
  }

  private static long limit(int precision) {
    long limit = 1;
    for (int i = 0; i < precision; i++) {
      limit *= 10;
    }
    return limit;
  }

  private static void set(Row row, ShapeField field, BigInteger unscaled, int scale)
      throws BadRecordException {
    BigDecimal value = new BigDecimal(unscaled, scale);
    BigDecimal rescaled;
    try {
      rescaled = value.setScale(field.scale(), RoundingMode.UNNECESSARY);
    } catch (ArithmeticException e) {
      throw new BadRecordException(
          BadRecordReason.INEXACT,
          "field "
              + field.path()
              + ": "
              + value.toPlainString()
              + " has more than "
              + field.scale()
              + " decimal places");
    }
    if (rescaled.precision() > field.precision()) {
      throw new BadRecordException(
          BadRecordReason.OUT_OF_RANGE,
          "field "
              + field.path()
              + ": "
              + value.toPlainString()
              + " is beyond a decimal("
              + field.precision()
              + ","
              + field.scale()
              + ")");
    }
    BigInteger exact = rescaled.unscaledValue();
    if (field.type() == FieldType.SHORT_DECIMAL) {
      row.setNumber(field.slot(), exact.longValueExact());
    } else {
      byte[] bytes = exact.toByteArray();
      row.setBytes(field.slot(), bytes, 0, bytes.length);
    }
  }
}
