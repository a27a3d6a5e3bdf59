package granary.ingest.record;

import granary.dataset.StoredType;
import granary.failure.InvalidRequestException;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** The types that a field of a row can have, with what its slot holds. */
public enum FieldType {
  BOOLEAN,
  INT,
  LONG,
  FLOAT,
  DOUBLE,
  STRING,
  /** One of the field's symbols, as text. */
  ENUM,
  /** 36 characters in lower case, as text. */
  UUID,
  BYTES,
  /** As many bytes as the field's size. */
  FIXED,
  /** A decimal of up to 18 digits, its unscaled value in a long. */
  SHORT_DECIMAL,
  /** A decimal of more digits, its unscaled value as big-endian two's complement. */
  LONG_DECIMAL,
  DATE,
  /** Microseconds since midnight; whole milliseconds. */
  TIME_MILLIS,
  /** Microseconds since midnight. */
  TIME_MICROS,
  TIMESTAMP_MILLIS,
  TIMESTAMP_MICROS,
  /** Microseconds; what has finer nanoseconds is refused. */
  TIMESTAMP_NANOS,
  /** Milliseconds since 1970 on a clock without zone. */
  LOCAL_TIMESTAMP_MILLIS,
  /** Microseconds since 1970 on a clock without zone. */
  LOCAL_TIMESTAMP_MICROS,
  /** Microseconds since 1970 on a clock without zone; what has finer nanoseconds is refused. */
  LOCAL_TIMESTAMP_NANOS,
  /** Can only be NULL. */
  NULL,
  /** Its items as Avro writes an array; see {@code Items}. */
  ARRAY,
  /** Its entries as Avro writes a map; see {@code Items}. */
  MAP,
  /** Its fields have slots of their own. */
  RECORD;

  static final int SHORT_DECIMAL_DIGITS = 18;

  /** Whether the value lies in the row's bytes instead of in its numbers. */
  public boolean isBytes() {
    return switch (this) {
      case STRING, ENUM, UUID, BYTES, FIXED, LONG_DECIMAL, NULL, ARRAY, MAP -> true;
      default -> false;
    };
  }

  /** Whether it is a point on a clock without zone. */
  public boolean isLocal() {
    return this == LOCAL_TIMESTAMP_MILLIS
        || this == LOCAL_TIMESTAMP_MICROS
        || this == LOCAL_TIMESTAMP_NANOS;
  }

  /** Whether the slot of a timestamp holds milliseconds; microseconds otherwise. */
  public boolean isMillis() {
    return this == TIMESTAMP_MILLIS || this == LOCAL_TIMESTAMP_MILLIS;
  }

  static FieldType of(String path, Schema schema) {
    Optional<FieldType> encoded = StoredType.of(schema).flatMap(FieldType::of);
    return encoded.orElseGet(() -> plain(path, schema));
  }

  private static Optional<FieldType> of(StoredType stored) {
    return switch (stored) {
      case ENUM -> Optional.of(ENUM);
      case UUID -> Optional.of(UUID);
      case TIME_MILLIS -> Optional.of(TIME_MILLIS);
      case TIME_MICROS -> Optional.of(TIME_MICROS);
      case TIMESTAMP_NANOS -> Optional.of(TIMESTAMP_NANOS);
      case LOCAL_TIMESTAMP_MILLIS -> Optional.of(LOCAL_TIMESTAMP_MILLIS);
      case LOCAL_TIMESTAMP_MICROS -> Optional.of(LOCAL_TIMESTAMP_MICROS);
      case LOCAL_TIMESTAMP_NANOS -> Optional.of(LOCAL_TIMESTAMP_NANOS);
      case UNION -> Optional.empty();
      case NULL -> Optional.of(NULL);
    };
  }

  private static FieldType plain(String path, Schema schema) {
    return switch (schema.getType()) {
      case BOOLEAN -> BOOLEAN;
      case INT -> schema.getLogicalType() instanceof LogicalTypes.Date ? DATE : INT;
      case LONG -> {
        if (schema.getLogicalType() instanceof LogicalTypes.TimestampMillis) {
          yield TIMESTAMP_MILLIS;
        }
        boolean micros = schema.getLogicalType() instanceof LogicalTypes.TimestampMicros;
        yield micros ? TIMESTAMP_MICROS : LONG;
      }
      case FLOAT -> FLOAT;
      case DOUBLE -> DOUBLE;
      case STRING -> STRING;
      case BYTES -> {
        if (schema.getLogicalType() instanceof LogicalTypes.Decimal decimal) {
          yield decimal.getPrecision() <= SHORT_DECIMAL_DIGITS ? SHORT_DECIMAL : LONG_DECIMAL;
        }
        yield BYTES;
      }
      case FIXED -> FIXED;
      case ARRAY -> ARRAY;
      case MAP -> MAP;
      case RECORD -> RECORD;
      case ENUM, UNION, NULL ->
          throw new InvalidRequestException(
              "Cannot ingest into field "
                  + path
                  + ": files do not hold this Avro type ("
                  + schema.getType().getName()
                  + ")");
    };
  }
}
