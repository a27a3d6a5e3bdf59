package granary.dataset;

import granary.failure.InvalidRequestException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Maps a user's Avro schema to the ledger's types, and refuses by name what some reader could not
 * read as it was written.
 */
final class FieldMapping {
  private static final Set<String> KNOWN_LOGICAL_TYPES =
      Set.of(
          "decimal",
          "big-decimal",
          "uuid",
          "date",
          "time-millis",
          "time-micros",
          "timestamp-millis",
          "timestamp-micros",
          "timestamp-nanos",
          "local-timestamp-millis",
          "local-timestamp-micros",
          "local-timestamp-nanos",
          "duration");
  private static final int MAX_DECIMAL_PRECISION = 38;

  private final List<String> reserved;
  private final Deque<String> enclosing = new ArrayDeque<>();
  private int lastId;

  /**
   * A mapping for one schema.
   *
   * @param reserved names that no top-level field may have, in any case
   */
  FieldMapping(List<String> reserved) {
    this.reserved = List.copyOf(reserved);
  }

  Types.StructType map(Schema schema) {
    if (schema.getType() != Schema.Type.RECORD) {
      throw new InvalidRequestException(
          "Cannot use schema: a record was expected at its top (" + schema.getType() + ")");
    }
    return record(schema, "");
  }

  /** The other branch of a union with null; anything else as it is. */
  static Schema withoutNull(Schema schema) {
    if (schema.getType() != Schema.Type.UNION || schema.getTypes().size() != 2) {
      return schema;
    }
    Schema first = schema.getTypes().get(0);
    Schema second = schema.getTypes().get(1);
    if (first.getType() == Schema.Type.NULL) {
      return second;
    }
    return second.getType() == Schema.Type.NULL ? first : schema;
  }

  private Types.StructType record(Schema schema, String path) {
    if (enclosing.contains(schema.getFullName())) {
      throw refuse(path, "record " + schema.getFullName() + " contains itself");
    }
    if (schema.getFields().isEmpty()) {
      throw refuse(path, "record " + schema.getFullName() + " has no fields");
    }
    enclosing.push(schema.getFullName());
    Map<String, String> names = new HashMap<>();
    List<Types.NestedField> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      String name = path.isEmpty() ? field.name() : path + "." + field.name();
      checkName(field.name(), name, path.isEmpty(), names);
      fields.add(field(field, name));
    }
    enclosing.pop();
    return Types.StructType.of(fields);
  }

  private void checkName(String name, String path, boolean top, Map<String, String> names) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (top && reserved.contains(lower)) {
      throw refuse(
          path,
          "the dataset's partitions have a column of that name; rename the field, such as --rename "
              + name
              + "="
              + (lower.equals("source") ? "origin" : name + "_"));
    }
    String twin = names.put(lower, name);
    if (twin != null) {
      throw refuse(
          path,
          "column names match without regard to case, and field " + twin + " is there as well");
    }
  }

  private Types.NestedField field(Schema.Field field, String path) {
    Schema schema = field.schema();
    boolean nullable = schema.getType() == Schema.Type.UNION;
    Schema value = withoutNull(schema);
    if (value.getType() == Schema.Type.UNION) {
      throw refuse(path, "a union is supported only of null and one other type");
    }
    int id = ++lastId;
    Type type = type(value, path);
    return Types.NestedField.builder()
        .withId(id)
        .withName(field.name())
        .isOptional(nullable)
        .ofType(type)
        .withDoc(field.doc())
        .build();
  }

  private Type type(Schema schema, String path) {
    LogicalType logical = schema.getLogicalType();
    if (logical != null) {
      return logicalType(schema, logical, path);
    }
    String ignored = schema.getProp(LogicalType.LOGICAL_TYPE_PROP);
    if (ignored != null && KNOWN_LOGICAL_TYPES.contains(ignored)) {
      throw refuse(path, "its logical type " + ignored + " is not valid as declared: " + schema);
    }
    return switch (schema.getType()) {
      case BOOLEAN -> Types.BooleanType.get();
      case INT -> Types.IntegerType.get();
      case LONG -> Types.LongType.get();
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case STRING -> Types.StringType.get();
      case BYTES -> Types.BinaryType.get();
      case RECORD -> record(schema, path);
      case NULL -> throw refuse(path, "a type that is only null holds nothing");
      default -> throw refuse(path, schema.getType().getName() + " is not supported yet");
    };
  }

  private Type logicalType(Schema schema, LogicalType logical, String path) {
    if (logical instanceof LogicalTypes.Decimal decimal) {
      if (schema.getType() != Schema.Type.BYTES) {
        throw refuse(
            path, "decimal on fixed is not supported, since Hive reads it as binary; use bytes");
      }
      if (decimal.getPrecision() > MAX_DECIMAL_PRECISION) {
        throw refuse(
            path,
            "decimals have at most "
                + MAX_DECIMAL_PRECISION
                + " digits (precision "
                + decimal.getPrecision()
                + ")");
      }
      return Types.DecimalType.of(decimal.getPrecision(), decimal.getScale());
    }
    if (logical instanceof LogicalTypes.Date) {
      return Types.DateType.get();
    }
    boolean timestamp =
        logical instanceof LogicalTypes.TimestampMillis
            || logical instanceof LogicalTypes.TimestampMicros;
    if (timestamp && !Boolean.FALSE.equals(schema.getObjectProp("adjust-to-utc"))) {
      return Types.TimestampType.withZone();
    }
    throw refuse(
        path,
        (timestamp ? "a timestamp without zone" : logical.getName())
            + " on "
            + schema.getType().getName()
            + " is not supported yet");
  }

  private static InvalidRequestException refuse(String path, String reason) {
    return new InvalidRequestException("Cannot use field " + path + ": " + reason);
  }
}
