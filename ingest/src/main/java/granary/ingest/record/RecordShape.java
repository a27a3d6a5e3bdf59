package granary.ingest.record;

import granary.failure.InvalidRequestException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/**
 * A dataset's file schema, flattened: what a row's slots mean, and what stands in them when a
 * record does not say. Immutable.
 */
public final class RecordShape {
  private static final String FIELD_ID = "field-id";

  private final List<ShapeField> fields;
  private final Row defaults;

  /** By slot of a record with a default of its own: that default, whole. */
  private final Map<Integer, Row> recordDefaults = new HashMap<>();

  private RecordShape(List<ShapeField> fields, List<Schema.Field> sources) {
    this.fields = List.copyOf(fields);
    this.defaults = new Row(fields.size());
    for (ShapeField field : fields) {
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
      Optional<LogicalTypes.Decimal> decimal =
          schema.getLogicalType() instanceof LogicalTypes.Decimal type
              ? Optional.of(type)
              : Optional.empty();
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
              decimal.map(LogicalTypes.Decimal::getPrecision).orElse(0),
              decimal.map(LogicalTypes.Decimal::getScale).orElse(0)));
      if (schema.getType() == Schema.Type.RECORD) {
        flatten(schema, slot, path + ".", fields, sources);
      }
    }
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
    for (int slot = 0; slot < fields.size(); ) {
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
        slot++;
      }
    }
  }
}
