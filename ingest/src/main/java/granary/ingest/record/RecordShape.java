package granary.ingest.record;

import granary.dataset.StoredType;
import granary.failure.InvalidRequestException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A dataset's file schema, flattened: what a row's slots mean, and what stands in them when a
 * record does not say. Immutable.
 */
public final class RecordShape {
  /**
   * The property of an Avro field that keeps what the field was called in the data that its schema
   * was inferred from.
   */
  public static final String ORIGINAL_NAME = "original-name";

  private static final String FIELD_ID = "field-id";

  private final List<ShapeField> fields;
  private final List<Schema.Field> sources;
  private final Row defaults;
  private final boolean[] unions;

  /** By slot of a record with a default of its own: that default, whole. */
  private final Map<Integer, Row> recordDefaults = new HashMap<>();

  private RecordShape(List<ShapeField> fields, List<Schema.Field> sources) {
    this.fields = List.copyOf(fields);
    this.sources = List.copyOf(sources);
    this.defaults = new Row(fields.size());
    this.unions = new boolean[fields.size()];
    for (ShapeField field : fields) {
      unions[field.slot()] = field.details().isUnion();
      Schema.Field source = sources.get(field.slot());
      Row target = defaults;
      if (DefaultValues.isRecord(field, source)) {
        target = new Row(fields.size());
        recordDefaults.put(field.slot(), target);
      }
      DefaultValues.fill(this.fields, field, source, target);
    }
  }

  /**
   * The shape of a data file's schema.
   *
   * @throws InvalidRequestException at a type that cannot be written yet; the message names it
   */
  public static RecordShape of(Schema fileSchema) {
    List<ShapeField> fields = new ArrayList<>();
    List<Schema.Field> sources = new ArrayList<>();
    flatten(fileSchema, -1, "", fields, sources);
    return new RecordShape(fields, sources);
  }

  private static void flatten(
      Schema record,
      int parent,
      String prefix,
      List<ShapeField> fields,
      List<Schema.Field> sources) {
    for (Schema.Field field : record.getFields()) {
      String path = prefix + field.name();
      int nullBranch = nullBranch(path, field.schema());
      Schema schema = value(field.schema(), nullBranch);
      int slot = fields.size();
      sources.add(field);
      fields.add(
          new ShapeField(
              slot,
              slot + 1 + countBelow(path, schema),
              parent,
              field.name(),
              path,
              FieldType.of(path, schema),
              field.getObjectProp(FIELD_ID) instanceof Number id ? id.intValue() : -1,
              nullBranch,
              FieldDetails.of(schema, StoredType.branch(field), items(path, schema))));
      if (schema.getType() == Schema.Type.RECORD) {
        flatten(schema, slot, path + ".", fields, sources);
      }
    }
  }

  /** Avro writes an array's item as a record of one field, a map's entry as one of two. */
  private static Optional<RecordShape> items(String path, Schema schema) {
    Schema entry = Schema.createRecord("entry", null, null, false);
    switch (schema.getType()) {
      case ARRAY -> entry.setFields(List.of(new Schema.Field("item", schema.getElementType())));
      case MAP ->
          entry.setFields(
              List.of(
                  new Schema.Field("key", Schema.create(Schema.Type.STRING)),
                  new Schema.Field("value", schema.getValueType())));
      default -> {
        return Optional.empty();
      }
    }
    List<ShapeField> fields = new ArrayList<>();
    List<Schema.Field> sources = new ArrayList<>();
    flatten(entry, -1, path + ".", fields, sources);
    return Optional.of(new RecordShape(fields, sources));
  }

  private static int countBelow(String path, Schema schema) {
    if (schema.getType() != Schema.Type.RECORD) {
      return 0;
    }
    int count = 0;
    for (Schema.Field field : schema.getFields()) {
      Schema below = value(field.schema(), nullBranch(path + "." + field.name(), field.schema()));
      count += 1 + countBelow(path + "." + field.name(), below);
    }
    return count;
  }

  private static Schema value(Schema schema, int nullBranch) {
    return nullBranch < 0 ? schema : schema.getTypes().get(1 - nullBranch);
  }

  private static int nullBranch(String path, Schema schema) {
    if (schema.getType() != Schema.Type.UNION) {
      return -1;
    }
    List<Schema> branches = schema.getTypes();
    for (int i = 0; i < branches.size(); i++) {
      if (branches.size() == 2 && branches.get(i).getType() == Schema.Type.NULL) {
        return i;
      }
    }
    throw new InvalidRequestException(
        "Cannot ingest into field "
            + path
            + ": a union other than of one type with null is not supported yet ("
            + schema
            + ")");
  }

  /** All fields by slot. */
  public List<ShapeField> fields() {
    return fields;
  }

  /** The fields of a record, by its slot; those at the top for -1. */
  public List<ShapeField> children(int parent) {
    return fields.stream().filter(field -> field.parent() == parent).toList();
  }

  /** A field at the top, by its exact name. */
  public Optional<ShapeField> top(String name) {
    return fields.stream()
        .filter(field -> field.parent() < 0 && field.name().equals(name))
        .findFirst();
  }

  /** What the field was called in the data that its schema was inferred from, with its case. */
  public Optional<String> originalName(ShapeField field) {
    return Optional.ofNullable(sources.get(field.slot()).getProp(ORIGINAL_NAME));
  }

  /** The field's other names: Avro's aliases. */
  public List<String> aliases(ShapeField field) {
    return List.copyOf(sources.get(field.slot()).aliases());
  }

  /** A row for records of this shape. */
  public Row newRow() {
    return new Row(fields.size());
  }

  /** Whether a record may leave the field out. */
  public boolean optional(ShapeField field) {
    return !defaults.isMissing(field.slot()) || recordDefaults.containsKey(field.slot());
  }

  /**
   * Gives every field that the record left out its default.
   *
   * @throws BadRecordException if one has none
   */
  public void complete(Row row) throws BadRecordException {
    complete(row, 0, fields.size());
  }

  /** The same for a field and those below it. */
  public void complete(Row row, ShapeField field) throws BadRecordException {
    complete(row, field.slot(), field.end());
  }

  private void complete(Row row, int from, int to) throws BadRecordException {
    for (int slot = from; slot < to; ) {
      if (row.isMissing(slot)) {
        Row source = recordDefaults.getOrDefault(slot, defaults);
        if (source.isMissing(slot)) {
          throw new BadRecordException(
              BadRecordReason.MISSING_VALUE, "field " + fields.get(slot).path() + " is not there");
        }
        for (int end = fields.get(slot).end(); slot < end; slot++) {
          row.copy(source, slot);
        }
      } else if (row.isNull(slot)) {
        slot = fields.get(slot).end();
      } else {
        if (unions[slot]) {
          checkUnion(row, fields.get(slot));
        }
        slot++;
      }
    }
  }

  private void checkUnion(Row row, ShapeField union) throws BadRecordException {
    int values = 0;
    for (int slot = union.slot() + 1; slot < union.end(); slot = fields.get(slot).end()) {
      values += row.isMissing(slot) || row.isNull(slot) ? 0 : 1;
    }
    if (values != 1) {
      throw new BadRecordException(
          values == 0 ? BadRecordReason.MISSING_VALUE : BadRecordReason.WRONG_TYPE,
          "field " + union.path() + " needs a value of one type and has " + values);
    }
  }
}
