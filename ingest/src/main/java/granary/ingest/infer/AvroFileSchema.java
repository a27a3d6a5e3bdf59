package granary.ingest.infer;

import granary.failure.InvalidRequestException;
import granary.ingest.container.AvroFileReader;
import granary.ingest.input.InputContent;
import granary.ingest.input.InputFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.hadoop.conf.Configuration;

/** The schema that an Avro container file was written with. */
final class AvroFileSchema {
  private AvroFileSchema() {}

  /**
   * A file's schema, with fields renamed that are called as a partition column.
   *
   * @throws InvalidRequestException if it is no Avro container file, or its values are no records
   * @throws IOException if its file system fails
   */
  static InferredSchema of(InputFile file, Configuration hadoop) throws IOException {
    try (InputContent content = InputContent.open(file, hadoop)) {
      return adapted(file, AvroFileReader.schema(content));
    }
  }

  private static InferredSchema adapted(InputFile file, Schema schema) {
    if (schema.getType() != Schema.Type.RECORD) {
      throw new InvalidRequestException(
          "Cannot infer a schema from "
              + file.path()
              + ": its values are no records (Avro type "
              + schema.getType().getName()
              + ")");
    }
    List<String> notes = new ArrayList<>();
    List<String> times = new ArrayList<>();
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      String name = FieldNames.besidePartitionColumns(field.name());
      if (!name.equals(field.name())) {
        notes.add(name + ": called '" + field.name() + "' in the data, and matched by that");
      }
      Schema.Field copy = renamed(field, name);
      fields.add(copy);
      if (ProfileSchema.isTime(withoutNull(field.schema()))) {
        times.add(name);
      }
    }
    Schema copy =
        Schema.createRecord(
            schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
    schema.forEachProperty(copy::addProp);
    return new InferredSchema(copy, notes, times, List.of());
  }

  private static Schema.Field renamed(Schema.Field field, String name) {
    if (name.equals(field.name())) {
      return new Schema.Field(field, field.schema());
    }
    Object value = field.defaultVal();
    Schema.Field copy =
        new Schema.Field(
            name,
            field.schema(),
            field.doc(),
            value == org.apache.avro.JsonProperties.NULL_VALUE
                ? Schema.Field.NULL_DEFAULT_VALUE
                : value,
            field.order());
    field.forEachProperty(copy::addProp);
    field.aliases().forEach(copy::addAlias);
    copy.addAlias(field.name());
    return copy;
  }

  private static Schema withoutNull(Schema schema) {
    if (schema.getType() != Schema.Type.UNION) {
      return schema;
    }
    List<Schema> values =
        schema.getTypes().stream().filter(type -> type.getType() != Schema.Type.NULL).toList();
    return values.size() == 1 ? values.get(0) : schema;
  }
}
