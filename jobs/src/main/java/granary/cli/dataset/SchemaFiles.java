package granary.cli.dataset;

import granary.cli.Session;
import granary.failure.InvalidRequestException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/** Reads Avro schemas that users give. */
final class SchemaFiles {
  private SchemaFiles() {}

  /**
   * The record schema of a file.
   *
   * @param file a path on this machine, or a URI with a scheme
   */
  static Schema read(String file, Session session) {
    String text = text(file, session);
    try {
      Schema schema = new Schema.Parser().parse(text);
      if (schema.getType() != Schema.Type.RECORD) {
        throw new InvalidRequestException(
            "Cannot use the schema: a record was expected, not "
                + schema.getType().getName()
                + " ("
                + file
                + ")");
      }
      return schema;
    } catch (AvroRuntimeException e) {
      throw new InvalidRequestException(
          "Cannot read the schema: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("not an Avro schema")
              + " ("
              + file
              + ")",
          e);
    }
  }

  private static String text(String file, Session session) {
    try {
      if (!file.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")) {
        return Files.readString(Path.of(file));
      }
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file);
      try (InputStream in = path.getFileSystem(session.hadoop()).open(path)) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (NoSuchFileException | FileNotFoundException e) {
      throw new InvalidRequestException(
          "Cannot read the schema: there is no such file (" + file + ")", e);
    } catch (IOException e) {
      throw new InvalidRequestException(
          "Cannot read the schema: " + e.getMessage() + " (" + file + ")", e);
    }
  }

  /** The schema with top-level fields renamed; the old names stay as aliases. */
  static Schema rename(Schema schema, Map<String, String> renames) {
    if (renames.isEmpty()) {
      return schema;
    }
    Set<String> unknown = new HashSet<>(renames.keySet());
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      unknown.remove(field.name());
      fields.add(renamed(field, renames.getOrDefault(field.name(), field.name())));
    }
    if (!unknown.isEmpty()) {
      throw new InvalidRequestException(
          "Cannot rename fields: the schema has none of these names (" + unknown + ")");
    }
    try {
      Schema renamed =
          Schema.createRecord(
              schema.getName(), schema.getDoc(), schema.getNamespace(), schema.isError(), fields);
      schema.getObjectProps().forEach(renamed::addProp);
      return renamed;
    } catch (AvroRuntimeException e) {
      throw new InvalidRequestException(
          "Cannot rename fields: " + e.getMessage() + " (" + renames + ")", e);
    }
  }

  private static Schema.Field renamed(Schema.Field field, String name) {
    Object defaultValue = field.defaultVal();
    Schema.Field renamed;
    try {
      renamed =
          new Schema.Field(
              name,
              field.schema(),
              field.doc(),
              defaultValue == JsonProperties.NULL_VALUE
                  ? Schema.Field.NULL_DEFAULT_VALUE
                  : defaultValue,
              field.order());
    } catch (AvroRuntimeException e) {
      throw new InvalidRequestException(
          "Cannot rename fields: " + e.getMessage() + " (" + field.name() + "=" + name + ")", e);
    }
    field.getObjectProps().forEach(renamed::addProp);
    field.aliases().forEach(renamed::addAlias);
    if (!name.equals(field.name())) {
      renamed.addAlias(field.name());
    }
    return renamed;
  }
}
