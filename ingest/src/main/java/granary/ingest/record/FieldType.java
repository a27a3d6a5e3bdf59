package granary.ingest.record;

import granary.failure.InvalidRequestException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The types that a field of a row can have. */
public enum FieldType {
  BOOLEAN,
  INT,
  LONG,
  FLOAT,
  DOUBLE,
  STRING,
  BYTES,
  /** A decimal of up to 18 digits, its unscaled value in a long. */
  SHORT_DECIMAL,
  /** A decimal of more digits, its unscaled value as big-endian two's complement. */
  LONG_DECIMAL,
  DATE,
  TIMESTAMP_MILLIS,
  TIMESTAMP_MICROS,
  RECORD;

  static final int SHORT_DECIMAL_DIGITS = 18;

  /** Whether the value lies in the row's bytes instead of in its numbers. */
  public boolean isBytes() {
    return this == STRING || this == BYTES || this == LONG_DECIMAL;
  }

  static FieldType of(String path, Schema schema) {
    LogicalType logical = schema.getLogicalType();
    return switch (schema.getType()) {
      case BOOLEAN -> BOOLEAN;
      case INT -> logical instanceof LogicalTypes.Date ? DATE : INT;
      case LONG -> {
        if (logical instanceof LogicalTypes.TimestampMillis) {
          yield TIMESTAMP_MILLIS;
        }
        yield logical instanceof LogicalTypes.TimestampMicros ? TIMESTAMP_MICROS : LONG;
      }
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case STRING -> STRING;
      case BYTES -> {
        if (logical instanceof LogicalTypes.Decimal decimal) {
          yield decimal.getPrecision() <= SHORT_DECIMAL_DIGITS ? SHORT_DECIMAL : LONG_DECIMAL;
        }
        yield BYTES;
      }
      case RECORD -> RECORD;
      default ->
          throw new InvalidRequestException(
              "Cannot ingest into field "
                  + path
                  + ": its Avro type is not supported yet ("
                  + schema.getType().getName()
                  + ")");
    };
  }
}
