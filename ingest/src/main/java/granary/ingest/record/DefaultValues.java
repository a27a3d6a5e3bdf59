package granary.ingest.record;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Turns the defaults of an Avro schema into row values. A field without one that can be NULL
 * defaults to NULL, so that an input may leave it out.
 */
final class DefaultValues {
  private DefaultValues() {}

  /** Whether the field has a record, not NULL, as its default. */
  static boolean isRecord(ShapeField field, Schema.Field source) {
    return field.type() == FieldType.RECORD
        && source.hasDefaultValue()
        && source.defaultVal() instanceof Map<?, ?>;
  }

  /** Fills the slot of one field, and with a record's default those below it. */
  static void fill(List<ShapeField> fields, ShapeField field, Schema.Field source, Row defaults) {
    if (source.hasDefaultValue()) {
      fillValue(fields, field, source.defaultVal(), defaults);
    } else if (field.nullable()) {
      defaults.setNull(field.slot());
    }
  }

  private static void fillValue(
      List<ShapeField> fields, ShapeField field, @Nullable Object value, Row defaults) {
    int slot = field.slot();
    if (value == null || value == JsonProperties.NULL_VALUE) {
      defaults.setNull(slot);
      return;
    }
    switch (field.type()) {
      case BOOLEAN -> defaults.setNumber(slot, Boolean.TRUE.equals(value) ? 1 : 0);
      case INT, LONG, DATE, TIMESTAMP_MILLIS, TIMESTAMP_MICROS ->
          defaults.setNumber(slot, ((Number) value).longValue());
      case FLOAT, DOUBLE ->
          defaults.setNumber(slot, Double.doubleToRawLongBits(((Number) value).doubleValue()));
      case STRING -> setBytes(defaults, slot, value.toString().getBytes(StandardCharsets.UTF_8));
      case BYTES, LONG_DECIMAL -> setBytes(defaults, slot, bytes(value));
      case SHORT_DECIMAL ->
          defaults.setNumber(slot, new java.math.BigInteger(bytes(value)).longValueExact());
      case RECORD -> fillRecord(fields, field, value, defaults);
    }
  }

  private static void fillRecord(
      List<ShapeField> fields, ShapeField record, Object value, Row defaults) {
    defaults.setPresent(record.slot());
    Map<?, ?> values = value instanceof Map<?, ?> map ? map : Map.of();
    for (int child = record.slot() + 1; child < record.end(); ) {
      ShapeField field = fields.get(child);
      fillValue(fields, field, values.get(field.name()), defaults);
      child = field.end();
    }
  }

  private static byte[] bytes(Object value) {
    return value instanceof byte[] bytes
        ? bytes
        : value.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void setBytes(Row row, int slot, byte[] bytes) {
    row.setBytes(slot, bytes, 0, bytes.length);
  }
}
