package granary.ingest.record;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
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
      case INT,
          LONG,
          DATE,
          TIME_MILLIS,
          TIME_MICROS,
          TIMESTAMP_MILLIS,
          TIMESTAMP_MICROS,
          TIMESTAMP_NANOS,
          LOCAL_TIMESTAMP_MILLIS,
          LOCAL_TIMESTAMP_MICROS,
          LOCAL_TIMESTAMP_NANOS ->
          defaults.setNumber(slot, ((Number) value).longValue());
      case FLOAT, DOUBLE ->
          defaults.setNumber(slot, Double.doubleToRawLongBits(((Number) value).doubleValue()));
      case STRING, ENUM, UUID ->
          setBytes(defaults, slot, value.toString().getBytes(StandardCharsets.UTF_8));
      case BYTES, FIXED, LONG_DECIMAL -> setBytes(defaults, slot, bytes(value));
      case SHORT_DECIMAL ->
          defaults.setNumber(slot, new java.math.BigInteger(bytes(value)).longValueExact());
      case NULL -> defaults.setNull(slot);
      case ARRAY -> setBytes(defaults, slot, array(field, (Collection<?>) value));
      case MAP -> setBytes(defaults, slot, map(field, (Map<?, ?>) value));
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

  private static byte[] array(ShapeField field, Collection<?> values) {
    ItemsWriter items = new ItemsWriter(field);
    items.begin();
    for (Object value : values) {
      Row row = items.next();
      fillValue(field.items().fields(), field.items().fields().get(0), value, row);
      items.addComplete();
    }
    return items.finished();
  }

  private static byte[] map(ShapeField field, Map<?, ?> entries) {
    ItemsWriter items = new ItemsWriter(field);
    items.begin();
    entries.forEach(
        (key, value) -> {
          Row row = items.next();
          setBytes(row, 0, key.toString().getBytes(StandardCharsets.UTF_8));
          fillValue(field.items().fields(), field.items().fields().get(1), value, row);
          items.addComplete();
        });
    return items.finished();
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
