package granary.dataset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Writes the ledger's IDs into a copy of a user's Avro schema. One for each schema.
 *
 * <p>A record type that stands at several places gets a name of its own at each one after the
 * first, since its fields have other IDs there.
 */
final class FileSchema {
  private static final String FIELD_ID = "field-id";
  private static final String ADJUST_TO_UTC = "adjust-to-utc";
  private static final Set<String> OURS =
      Set.of(FIELD_ID, "element-id", "key-id", "value-id", ADJUST_TO_UTC);

  private final Set<String> named = new HashSet<>();

  Schema of(Schema schema, Types.StructType struct) {
    return record(schema, struct, "");
  }

  private Schema record(Schema schema, Types.StructType struct, String suffix) {
    String name = schema.getName();
    if (!named.add(schema.getFullName())) {
      name = schema.getName() + suffix;
      named.add(schema.getNamespace() + "." + name);
    }
    Schema copy = Schema.createRecord(name, schema.getDoc(), schema.getNamespace(), false);
    schema.getAliases().forEach(copy::addAlias);
    schema.forEachProperty(
        (key, value) -> {
          if (!OURS.contains(key)) {
            copy.addProp(key, value);
          }
        });
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      fields.add(field(field, struct.field(field.name())));
    }
    copy.setFields(fields);
    return copy;
  }

  private Schema.Field field(Schema.Field field, Types.NestedField column) {
    Schema.Field copy =
        new Schema.Field(
            field.name(),
            value(field.schema(), column.type(), "_f" + column.fieldId()),
            field.doc(),
            field.hasDefaultValue() ? field.defaultVal() : null,
            field.order());
    field.aliases().forEach(copy::addAlias);
    field.forEachProperty(
        (key, value) -> {
          if (!OURS.contains(key)) {
            copy.addProp(key, value);
          }
        });
    copy.addProp(FIELD_ID, column.fieldId());
    return copy;
  }

  private Schema value(Schema schema, Type type, String suffix) {
    return switch (schema.getType()) {
      case UNION ->
          Schema.createUnion(
              schema.getTypes().stream().map(branch -> value(branch, type, suffix)).toList());
      case RECORD -> record(schema, type.asStructType(), suffix);
      case NULL -> schema;
      default -> primitive(schema);
    };
  }

  private static Schema primitive(Schema schema) {
    boolean timestamp =
        schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
            || schema.getLogicalType() instanceof LogicalTypes.TimestampMicros;
    if (!timestamp || schema.getObjectProp(ADJUST_TO_UTC) != null) {
      return schema;
    }
    Schema copy = new Schema.Parser().parse(schema.toString());
    copy.addProp(ADJUST_TO_UTC, true);
    return copy;
  }
}
