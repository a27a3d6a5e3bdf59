package granary.ingest.csv;

import granary.failure.InvalidRequestException;
import granary.ingest.record.ColumnNames;
import granary.ingest.record.FieldType;
import granary.ingest.record.RecordShape;
import granary.ingest.record.ShapeField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which field each column of a file goes to. A header's text matches a field's name without regard
 * to case, else by {@link ColumnNames}; a field of a nested record is called {@code
 * attributes.region} or {@code attributes_region}.
 *
 * @param fields by column; empty for a column that no field takes
 * @param ignored the headers of those
 */
record CsvColumns(List<Optional<ShapeField>> fields, List<String> ignored) {
  CsvColumns {
    fields = List.copyOf(fields);
    ignored = List.copyOf(ignored);
  }

  /**
   * Matches a header with a shape.
   *
   * @throws InvalidRequestException if two columns are the same field, or a field that has to be
   *     there has no column
   */
  static CsvColumns match(String file, List<String> header, RecordShape shape) {
    Map<String, ShapeField> byName = names(shape);
    List<Optional<ShapeField>> fields = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    Map<ShapeField, String> taken = new HashMap<>();
    for (String text : header) {
      String name = text.strip().toLowerCase(Locale.ROOT);
      ShapeField field = byName.get(name);
      if (field == null) {
        field = byName.get(ColumnNames.normalised(text));
      }
      if (field == null) {
        ignored.add(text);
      } else {
        String other = taken.put(field, text);
        if (other != null) {
          throw new InvalidRequestException(
              "Cannot ingest "
                  + file
                  + ": two columns are field "
                  + field.path()
                  + " ('"
                  + other
                  + "', '"
                  + text
                  + "')");
        }
      }
      fields.add(Optional.ofNullable(field));
    }
    for (ShapeField field : shape.fields()) {
      if (field.type() != FieldType.RECORD
          && !taken.containsKey(field)
          && !shape.optional(field)
          && requiredAtTop(shape, field)) {
        throw new InvalidRequestException(
            "Cannot ingest "
                + file
                + ": it has no column for field "
                + field.path()
                + ", which is neither nullable nor has a default (columns: "
                + header
                + ")");
      }
    }
    return new CsvColumns(fields, ignored);
  }

  /** Whether all records around the field must be there. */
  private static boolean requiredAtTop(RecordShape shape, ShapeField field) {
    int parent = field.parent();
    while (parent >= 0) {
      ShapeField around = shape.fields().get(parent);
      if (shape.optional(around)) {
        return false;
      }
      parent = around.parent();
    }
    return true;
  }

  private static Map<String, ShapeField> names(RecordShape shape) {
    Map<String, ShapeField> names = new HashMap<>();
    for (ShapeField field : shape.fields()) {
      if (field.type() != FieldType.RECORD) {
        names.putIfAbsent(ColumnNames.normalised(field.path()), field);
      }
    }
    for (ShapeField field : shape.fields()) {
      if (field.type() != FieldType.RECORD) {
        names.put(field.path().toLowerCase(Locale.ROOT), field);
      }
    }
    return names;
  }
}
