package granary.dataset;

import granary.failure.InvalidRequestException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Maps the schema that files are written with to the ledger's types. */
final class FieldMapping {
  private final List<String> reserved;
  private int lastId;

  /**
   * A mapping for one schema.
   *
   * @param reserved names that no top-level field may have, in any case
   */
  FieldMapping(List<String> reserved) {
    this.reserved = List.copyOf(reserved);
  }

  /** Maps a {@link StoredSchema}. */
  Types.StructType map(Schema stored) {
    return record(stored, "");
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
    Map<String, String> names = new HashMap<>();
    List<Types.NestedField> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      String name = path.isEmpty() ? field.name() : path + "." + field.name();
      checkName(field.name(), name, path.isEmpty(), names);
      int id = ++lastId;
      fields.add(
          Types.NestedField.builder()
              .withId(id)
              .withName(field.name())
              .isOptional(isNullable(field.schema()))
              .ofType(type(withoutNull(field.schema()), name))
              .withDoc(field.doc())
              .build());
    }
    return Types.StructType.of(fields);
  }

  private static boolean isNullable(Schema schema) {
    return schema.getType() == Schema.Type.UNION;
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

  private Type type(Schema schema, String path) {
    return switch (schema.getType()) {
      case BOOLEAN -> Types.BooleanType.get();
      case INT ->
          schema.getLogicalType() instanceof LogicalTypes.Date
              ? Types.DateType.get()
              : Types.IntegerType.get();
      case LONG -> whole(schema);
      case FLOAT -> Types.FloatType.get();
      case DOUBLE -> Types.DoubleType.get();
      case STRING -> Types.StringType.get();
      case BYTES ->
          schema.getLogicalType() instanceof LogicalTypes.Decimal decimal
              ? Types.DecimalType.of(decimal.getPrecision(), decimal.getScale())
              : Types.BinaryType.get();
      case FIXED -> Types.FixedType.ofLength(schema.getFixedSize());
      case RECORD -> record(schema, path);
      case ARRAY -> list(schema.getElementType(), path + "[]");
      case MAP -> map(schema.getValueType(), path + "{}");
      default -> throw new IllegalStateException("Invalid stored type of " + path + ": " + schema);
    };
  }

  private static Type whole(Schema schema) {
    boolean timestamp =
        schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
            || schema.getLogicalType() instanceof LogicalTypes.TimestampMicros;
    if (!timestamp) {
      return Types.LongType.get();
    }
    return StoredSchema.isLocal(schema)
        ? Types.TimestampType.withoutZone()
        : Types.TimestampType.withZone();
  }

  private Type list(Schema item, String path) {
    int id = ++lastId;
    Type type = type(withoutNull(item), path);
    return isNullable(item)
        ? Types.ListType.ofOptional(id, type)
        : Types.ListType.ofRequired(id, type);
  }

  private Type map(Schema value, String path) {
    int keyId = ++lastId;
    int valueId = ++lastId;
    Type type = type(withoutNull(value), path);
    return isNullable(value)
        ? Types.MapType.ofOptional(keyId, valueId, Types.StringType.get(), type)
        : Types.MapType.ofRequired(keyId, valueId, Types.StringType.get(), type);
  }

  private static InvalidRequestException refuse(String path, String reason) {
    return new InvalidRequestException("Cannot use field " + path + ": " + reason);
  }
}
