package granary.ingest.container;

import granary.failure.InvalidRequestException;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.ColumnNames;
import granary.ingest.record.RecordShape;
import granary.ingest.record.ShapeField;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Matches the schema of a file with the dataset's by Avro's rules of resolution: fields by name or
 * alias in any order, fields that nobody wants passed over, missing ones by their default, numbers
 * promoted, each branch of a union for itself. Beyond those rules
 *
 * <ul>
 *   <li>names match without regard to case, else as headers of CSV do, where no exact one is there;
 *   <li>a field that can be NULL is NULL where the file has none;
 *   <li>logical types count, which Avro's own resolution ignores: {@link LeafReadings}.
 * </ul>
 */
final class SchemaMatch {
  private final String file;
  private final RecordShape shape;
  private final LeafReadings leaves;
  private final Set<String> ignored;

  SchemaMatch(String file, RecordShape shape, ZoneId zone) {
    this(file, shape, new LeafReadings(zone), new TreeSet<>());
  }

  private SchemaMatch(String file, RecordShape shape, LeafReadings leaves, Set<String> ignored) {
    this.file = file;
    this.shape = shape;
    this.leaves = leaves;
    this.ignored = ignored;
  }

  /**
   * How values of the writer's schema become rows.
   *
   * @param reader the schema that the shape was made from
   * @throws InvalidRequestException if no value ever could; it names the field
   */
  ValueReading of(Schema writer, Schema reader) {
    try {
      if (writer.getType() != Schema.Type.RECORD) {
        throw new UnfitException(
            "its values are no records but of type " + writer.getType().getName());
      }
      return whole(writer, reader);
    } catch (UnfitException e) {
      throw new InvalidRequestException(
          "Cannot ingest " + file + ": its schema does not fit the dataset's (" + e.reason() + ")",
          e);
    }
  }

  /** The paths of the file's fields that no field of the dataset takes. */
  Set<String> ignored() {
    return ignored;
  }

  private ValueReading whole(Schema writer, Schema reader) throws UnfitException {
    ValueReading values = record(writer, reader, -1, "");
    boolean any = writer.getFields().stream().anyMatch(field -> !ignored.contains(field.name()));
    if (!any) {
      // Records of nothing but NULLs are no one's wish: most probably this is another file.
      throw new UnfitException(
          "none of its fields is one of the dataset's; its fields: "
              + writer.getFields().stream().map(Schema.Field::name).toList());
    }
    return values;
  }

  private ValueReading record(Schema writer, Schema reader, int slot, String prefix)
      throws UnfitException {
    List<ShapeField> targets = shape.children(slot);
    Map<String, ShapeField> matched = match(writer, reader, targets, prefix);
    List<ValueReading> readings = new ArrayList<>();
    for (Schema.Field field : writer.getFields()) {
      ShapeField target = matched.get(field.name());
      if (target == null) {
        ignored.add(prefix + field.name());
        Skipping skipping = Skipping.of(field.schema());
        readings.add((in, row) -> skipping.skip(in));
      } else {
        readings.add(value(field.schema(), target, reader.getField(target.name()).schema()));
      }
    }
    for (ShapeField target : targets) {
      if (!matched.containsValue(target) && !shape.optional(target)) {
        throw new UnfitException(
            "it has no field "
                + target.path()
                + ", which is neither nullable nor has a default; its fields: "
                + writer.getFields().stream().map(Schema.Field::name).toList());
      }
    }
    ValueReading[] fields = readings.toArray(ValueReading[]::new);
    return (in, row) -> {
      if (slot >= 0) {
        row.setPresent(slot);
      }
      for (ValueReading field : fields) {
        field.read(in, row);
      }
    };
  }

  /** Which field of the dataset each of the writer's fields is. */
  private static Map<String, ShapeField> match(
      Schema writer, Schema reader, List<ShapeField> targets, String prefix) throws UnfitException {
    Map<String, ShapeField> matched = new HashMap<>();
    Set<ShapeField> open = new HashSet<>(targets);
    for (ShapeField target : targets) {
      List<String> exact = new ArrayList<>(List.of(target.name()));
      exact.addAll(reader.getField(target.name()).aliases());
      for (String name : exact) {
        if (open.contains(target) && writer.getField(name) != null && !matched.containsKey(name)) {
          matched.put(name, target);
          open.remove(target);
        }
      }
    }
    Map<ShapeField, String> loose = new HashMap<>();
    for (Schema.Field field : writer.getFields()) {
      ShapeField target = matched.containsKey(field.name()) ? null : loosely(field.name(), open);
      if (target != null) {
        String other = loose.put(target, field.name());
        if (other != null) {
          throw new UnfitException(
              "two of its fields are "
                  + prefix
                  + target.name()
                  + ": "
                  + other
                  + ", "
                  + field.name());
        }
        matched.put(field.name(), target);
      }
    }
    return matched;
  }

  private static @Nullable ShapeField loosely(String name, Set<ShapeField> open) {
    String lower = name.toLowerCase(Locale.ROOT);
    String normalised = ColumnNames.normalised(name);
    ShapeField found = null;
    for (ShapeField target : open) {
      if (target.name().toLowerCase(Locale.ROOT).equals(lower)) {
        return target;
      }
      found = ColumnNames.normalised(target.name()).equals(normalised) ? target : found;
    }
    return found;
  }

  private ValueReading value(Schema writer, ShapeField field, Schema reader) throws UnfitException {
    return switch (writer.getType()) {
      case UNION -> union(writer, field, reader);
      case NULL -> {
        if (!field.nullable()) {
          throw new UnfitException("field " + field.path() + " is NULL and may not be");
        }
        yield (in, row) -> row.setNull(field.slot());
      }
      default -> present(writer, field, reader);
    };
  }

  private ValueReading present(Schema writer, ShapeField field, Schema reader)
      throws UnfitException {
    Schema stored = stored(reader);
    switch (field.type()) {
      case RECORD -> {
        if (field.details().isUnion()) {
          return branch(writer, field, stored);
        }
        if (writer.getType() == Schema.Type.RECORD) {
          return record(writer, stored, field.slot(), field.path() + ".");
        }
      }
      case ARRAY -> {
        if (writer.getType() == Schema.Type.ARRAY) {
          ValueReading item =
              itemsOf(field).item(writer.getElementType(), stored.getElementType(), 0);
          return new ItemReading(field, item, false);
        }
      }
      case MAP -> {
        if (writer.getType() == Schema.Type.MAP) {
          ValueReading item = itemsOf(field).item(writer.getValueType(), stored.getValueType(), 1);
          return new ItemReading(field, item, true);
        }
      }
      default -> {
        return leaves.of(writer, field);
      }
    }
    throw LeafReadings.unfit(writer, field);
  }

  private SchemaMatch itemsOf(ShapeField field) {
    return new SchemaMatch(file, field.items(), leaves, ignored);
  }

  private ValueReading item(Schema writer, Schema reader, int slot) throws UnfitException {
    return value(writer, shape.fields().get(slot), reader);
  }

  /** Of a field that is a union itself, the branch of the same name or else the first that fits. */
  private ValueReading branch(Schema writer, ShapeField union, Schema stored)
      throws UnfitException {
    List<ShapeField> branches = new ArrayList<>(shape.children(union.slot()));
    branches.sort(Comparator.comparing(branch -> !isNamed(branch, writer)));
    String reason = "";
    for (ShapeField branch : branches) {
      try {
        ValueReading value = value(writer, branch, stored.getField(branch.name()).schema());
        return (in, row) -> {
          row.setPresent(union.slot());
          value.read(in, row);
        };
      } catch (UnfitException e) {
        // The next one may fit.
        reason = e.reason();
      }
    }
    throw new UnfitException("field " + union.path() + " has no branch for it: " + reason);
  }

  private static boolean isNamed(ShapeField branch, Schema writer) {
    String name = branch.details().branch().orElse("");
    return name.equals(writer.getFullName())
        || name.substring(name.lastIndexOf('.') + 1).equals(writer.getName());
  }

  /** What a schema holds beside NULL. */
  private static Schema stored(Schema reader) {
    return reader.getType() != Schema.Type.UNION
        ? reader
        : reader.getTypes().stream()
            .filter(branch -> branch.getType() != Schema.Type.NULL)
            .findFirst()
            .orElseThrow();
  }

  private ValueReading union(Schema writer, ShapeField field, Schema reader) throws UnfitException {
    List<Schema> branches = writer.getTypes();
    ValueReading[] readings = new ValueReading[branches.size()];
    UnfitException first = null;
    boolean any = false;
    for (int i = 0; i < readings.length; i++) {
      Schema branch = branches.get(i);
      try {
        readings[i] = value(branch, field, reader);
        any |= branch.getType() != Schema.Type.NULL;
      } catch (UnfitException e) {
        first = first == null || branch.getType() != Schema.Type.NULL ? e : first;
        readings[i] = bad(branch, e);
      }
    }
    if (!any && first != null) {
      throw first;
    }
    String what = "the union of field " + field.path();
    return (in, row) -> readings[in.readIndex(readings.length, what)].read(in, row);
  }

  /** A branch that does not fit makes its records bad, not the file. */
  private static ValueReading bad(Schema branch, UnfitException cause) {
    BadRecordReason reason =
        branch.getType() == Schema.Type.NULL
            ? BadRecordReason.MISSING_VALUE
            : BadRecordReason.WRONG_TYPE;
    return (in, row) -> {
      throw new BadRecordException(reason, cause.reason());
    };
  }
}
