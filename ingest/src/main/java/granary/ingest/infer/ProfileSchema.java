package granary.ingest.infer;

import granary.ingest.record.RecordShape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Turns what was seen of a sample's records into an Avro schema. One for each schema. */
final class ProfileSchema {
  private static final int MAX_DEPTH = 30;

  private final Optional<String> textField;
  private final List<String> notes = new ArrayList<>();
  private final Set<String> recordNames = new HashSet<>();
  private final List<String> times = new ArrayList<>();
  private final List<String> textTimes = new ArrayList<>();
  private final FieldTypes types = new FieldTypes(notes);

  /**
   * A schema to be.
   *
   * @param textField the field at the top that is to be a string whatever it looks like
   */
  ProfileSchema(Optional<String> textField) {
    this.textField = textField;
  }

  InferredSchema of(ObjectProfile records, String name) {
    Schema schema = record(records, name, "");
    return new InferredSchema(schema, notes, times, textTimes);
  }

  private Schema record(ObjectProfile object, String wantedName, String path) {
    String recordName = wantedName;
    for (int number = 2; !recordNames.add(recordName); number++) {
      recordName = wantedName + "_" + number;
    }
    FieldNames names = new FieldNames(path.isEmpty());
    List<Schema.Field> fields = new ArrayList<>();
    for (Map.Entry<ObjectProfile.Key, FieldProfile> entry : object.fields().entrySet()) {
      String original = entry.getKey().name();
      String name = names.next(original);
      String fieldPath = path + name;
      if (!name.equals(original) && !original.isBlank()) {
        notes.add(fieldPath + ": called '" + original + "' in the data, and matched by that");
      }
      Schema type = type(entry.getValue(), recordName + "_" + name, fieldPath, original);
      boolean text = type.getType() == Schema.Type.STRING;
      Schema.Field field = field(name, type, entry.getValue().isNullable(object.objects(), text));
      if (!name.equals(original)) {
        field.addProp(RecordShape.ORIGINAL_NAME, original);
      }
      fields.add(field);
      if (path.isEmpty()) {
        noteTime(name, type, entry.getValue());
      }
    }
    return Schema.createRecord(recordName, null, null, false, fields);
  }

  private Schema type(FieldProfile profile, String recordName, String path, String original) {
    if (textField.isPresent()
        && (textField.get().equals(original) || textField.get().equalsIgnoreCase(path))) {
      return Schema.create(Schema.Type.STRING);
    }
    if (profile.has(ValueKind.ARRAY) && profile.isOnly(ValueKind.ARRAY)) {
      return array(profile, recordName, path);
    }
    if (!profile.has(ValueKind.OBJECT) || !profile.isOnly(ValueKind.OBJECT)) {
      return types.of(path, profile);
    }
    ObjectProfile object = profile.object();
    if (object.fields().isEmpty() || object.hasTooManyFields() || depth(path) > MAX_DEPTH) {
      notes.add(
          path
              + ": string with the JSON text, since its objects "
              + (object.fields().isEmpty()
                  ? "are all empty"
                  : "have too many keys, or are nested too deep, for a record"));
      return Schema.create(Schema.Type.STRING);
    }
    return record(object, recordName, path + ".");
  }

  private Schema array(FieldProfile profile, String recordName, String path) {
    String itemPath = path + ".item";
    if (depth(itemPath) > MAX_DEPTH) {
      notes.add(path + ": string with the JSON text, since its arrays are nested too deep");
      return Schema.create(Schema.Type.STRING);
    }
    FieldProfile items = profile.items();
    Schema item = type(items, recordName + "_item", itemPath, "");
    boolean nullable = items.isNullable(profile.itemCount(), item.getType() == Schema.Type.STRING);
    return Schema.createArray(
        nullable ? Schema.createUnion(Schema.create(Schema.Type.NULL), item) : item);
  }

  private static long depth(String path) {
    return path.chars().filter(character -> character == '.').count();
  }

  private static Schema.Field field(String name, Schema type, boolean nullable) {
    if (!nullable) {
      return new Schema.Field(name, type);
    }
    return new Schema.Field(
        name,
        Schema.createUnion(Schema.create(Schema.Type.NULL), type),
        null,
        Schema.Field.NULL_DEFAULT_VALUE);
  }

  private void noteTime(String name, Schema type, FieldProfile profile) {
    if (isTime(type)) {
      times.add(name);
    } else if (type.getType() == Schema.Type.STRING
        && !profile.kinds().isEmpty()
        && profile.isOnly(ValueKind.OTHER_DATE)) {
      textTimes.add(name);
    }
  }

  static boolean isTime(Schema type) {
    LogicalType logical = type.getLogicalType();
    return logical instanceof LogicalTypes.Date
        || logical instanceof LogicalTypes.TimestampMillis
        || logical instanceof LogicalTypes.TimestampMicros;
  }
}
