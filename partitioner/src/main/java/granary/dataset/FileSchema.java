package granary.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Writes the ledger's IDs into the stored form of a user's Avro schema. One for each schema.
 *
 * <p>A record type that stands at several places gets a name of its own at each one after the
 * first, since its fields have other IDs there.
 */
final class FileSchema {
  private static final String FIELD_ID = "field-id";
  private static final String ELEMENT_ID = "element-id";
  private static final String KEY_ID = "key-id";
  private static final String VALUE_ID = "value-id";
  private static final Set<String> OURS = Set.of(FIELD_ID, ELEMENT_ID, KEY_ID, VALUE_ID);

  private final Set<String> named = new HashSet<>();

  Schema of(Schema schema, Types.StructType struct) {
    return record(StoredSchema.of(withoutIds(schema)), struct, "");
  }

  /** A user's schema may come from Iceberg, with IDs that are not this table's. */
  private static Schema withoutIds(Schema schema) {
    try {
      JsonNode json = new ObjectMapper().readTree(schema.toString());
      removeIds(json);
      return new Schema.Parser().parse(json.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Invalid JSON of a schema: " + schema, e);
    }
  }

  private static void removeIds(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(OURS);
      object
          .fields()
          .forEachRemaining(
              entry -> {
                if (!entry.getKey().equals("default")) {
                  removeIds(entry.getValue());
                }
              });
    } else {
      node.forEach(FileSchema::removeIds);
    }
  }

  private Schema record(Schema schema, Types.StructType struct, String suffix) {
    String name = schema.getName();
    if (!named.add(schema.getFullName())) {
      name = schema.getName() + suffix;
      named.add(schema.getNamespace() + "." + name);
    }
    Schema copy = Schema.createRecord(name, schema.getDoc(), schema.getNamespace(), false);
    schema.getAliases().forEach(copy::addAlias);
    schema.forEachProperty(copy::addProp);
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      fields.add(field(field, struct.field(field.name())));
    }
    copy.setFields(fields);
    return copy;
  }

  private Schema.Field field(Schema.Field field, Types.NestedField column) {
    Schema.Field copy =
        new Schema.Field(field, value(field.schema(), column.type(), "_f" + column.fieldId()));
    copy.addProp(FIELD_ID, column.fieldId());
    return copy;
  }

  private Schema value(Schema schema, Type type, String suffix) {
    return switch (schema.getType()) {
      case UNION ->
          Schema.createUnion(
              schema.getTypes().stream().map(branch -> value(branch, type, suffix)).toList());
      case RECORD -> record(schema, type.asStructType(), suffix);
      case ARRAY -> array(schema, type.asListType());
      case MAP -> map(schema, type.asMapType());
      default -> schema;
    };
  }

  private Schema array(Schema schema, Types.ListType type) {
    String suffix = "_f" + type.elementId();
    Schema copy = Schema.createArray(value(schema.getElementType(), type.elementType(), suffix));
    schema.forEachProperty(copy::addProp);
    copy.addProp(ELEMENT_ID, type.elementId());
    return copy;
  }

  private Schema map(Schema schema, Types.MapType type) {
    Schema copy =
        Schema.createMap(value(schema.getValueType(), type.valueType(), "_f" + type.valueId()));
    schema.forEachProperty(copy::addProp);
    copy.addProp(KEY_ID, type.keyId());
    copy.addProp(VALUE_ID, type.valueId());
    return copy;
  }
}
