package granary.cli.dataset;

import granary.cli.Session;
import granary.failure.InvalidRequestException;
import granary.ingest.input.PlainFiles;
import granary.ingest.record.RecordShape;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.hadoop.fs.FileSystem;

/** Reads Avro schemas that users give. */
final class SchemaFiles {
  private static final String URI_WITH_SCHEME = "[A-Za-z][A-Za-z0-9+.-]+:.*";

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
      if (!file.matches(URI_WITH_SCHEME)) {
        return Files.readString(Path.of(file));
      }
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file);
      try (InputStream in = PlainFiles.of(path, session.hadoop()).open(path)) {
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

  /** The schema as JSON over several lines. */
  static String pretty(Schema schema) {
    return SchemaFormatter.getInstance("json/pretty").format(schema);
  }

  /**
   * Writes a schema to a file. Whatever else is there stays.
   *
   * @param file a path on this machine, or a URI with a scheme
   * @throws InvalidRequestException if another content is there, or it cannot be written
   */
  static void write(String file, Schema schema, Session session) {
    byte[] text = (pretty(schema) + "\n").getBytes(StandardCharsets.UTF_8);
    org.apache.hadoop.fs.Path path =
        file.matches(URI_WITH_SCHEME)
            ? new org.apache.hadoop.fs.Path(file)
            : new org.apache.hadoop.fs.Path(Path.of(file).toAbsolutePath().toUri());
    try {
      FileSystem fileSystem = PlainFiles.of(path, session.hadoop());
      if (fileSystem.exists(path)) {
        try (InputStream in = fileSystem.open(path)) {
          if (Arrays.equals(in.readAllBytes(), text)) {
            return;
          }
        }
        throw new InvalidRequestException(
            "Cannot write the schema: something else is there; give another name (" + file + ")");
      }
      org.apache.hadoop.fs.Path unfinished = path.suffix("._COPYING_");
      try (OutputStream out = fileSystem.create(unfinished, true)) {
        out.write(text);
      }
      if (!fileSystem.rename(unfinished, path)) {
        throw new InvalidRequestException(
            "Cannot write the schema: it cannot be given its name (" + file + ")");
      }
    } catch (IOException e) {
      throw new InvalidRequestException(
          "Cannot write the schema: " + e.getMessage() + " (" + file + ")", e);
    }
  }

  /**
   * The schema with top-level fields renamed; the old names stay as aliases. A field can be named
   * by what it was called in the data too.
   */
  static Schema rename(Schema schema, Map<String, String> renames) {
    if (renames.isEmpty()) {
      return schema;
    }
    Set<String> unknown = new HashSet<>(renames.keySet());
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      String original = String.valueOf(field.getProp(RecordShape.ORIGINAL_NAME));
      String key = renames.containsKey(field.name()) ? field.name() : original;
      unknown.remove(key);
      fields.add(renamed(field, renames.getOrDefault(key, field.name())));
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

  /**
   * The top-level field that a user means: by its name, by what it was called in the data, or by an
   * alias, without regard to case. What no field is called is returned as it is.
   */
  static String nameOf(Schema schema, String text) {
    for (Schema.Field field : schema.getFields()) {
      if (field.name().equals(text)) {
        return text;
      }
    }
    for (Schema.Field field : schema.getFields()) {
      if (text.equalsIgnoreCase(field.name())
          || text.equalsIgnoreCase(field.getProp(RecordShape.ORIGINAL_NAME))
          || field.aliases().contains(text)) {
        return field.name();
      }
    }
    return text;
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
