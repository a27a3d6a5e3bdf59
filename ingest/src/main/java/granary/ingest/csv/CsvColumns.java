package granary.ingest.csv;

import granary.failure.InvalidRequestException;
import granary.ingest.record.ColumnNames;
import granary.ingest.record.FieldType;
import granary.ingest.record.RecordShape;
import granary.ingest.record.ShapeField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which field each column of a file goes to. A header's text matches, in this order: what a field
 * was called when its schema was inferred, or else is, exactly; a field's name, then an alias,
 * without regard to case; either by {@link ColumnNames}. A field of a nested record is called
 * {@code attributes.region} or {@code attributes_region}. Of headers that are alike the first is
 * the first field of that name.
 *
 * @param fields by column; empty for a column that no field takes
 * @param ignored the headers of those
 */
record CsvColumns(List<Optional<ShapeField>> fields, List<String> ignored) {
  CsvColumns {
    fields = List.copyOf(fields);
    ignored = List.copyOf(ignored);
  }

  /** The columns of a file without names: the fields in their order. */
  static CsvColumns inOrder(RecordShape shape) {
    return new CsvColumns(leaves(shape).stream().map(Optional::of).toList(), List.of());
  }

  /**
   * Matches a header with a shape.
   *
   * @throws InvalidRequestException if two columns are the same field, or a field that has to be
   *     there has no column, or no column is a field
   */
  static CsvColumns match(String file, List<String> header, RecordShape shape) {
    ShapeField[] found = new ShapeField[header.size()];
    Map<ShapeField, String> taken = new HashMap<>();
    for (Tier tier : Tier.values()) {
      Map<String, List<ShapeField>> byName = tier.names(shape);
      for (int column = 0; column < found.length; column++) {
        String text = header.get(column);
        if (found[column] == null) {
          for (ShapeField field : byName.getOrDefault(tier.key(text), List.of())) {
            if (found[column] == null && taken.putIfAbsent(field, text) == null) {
              found[column] = field;
            }
          }
        }
      }
    }
    checkDoubles(file, header, shape, found, taken);
    checkMissing(file, header, shape, taken);
    checkAny(file, header, shape, taken);
    List<String> ignored = new ArrayList<>();
    for (int column = 0; column < found.length; column++) {
      if (found[column] == null) {
        String name = header.get(column);
        ignored.add(name.isBlank() ? "(column " + (column + 1) + ", without a name)" : name);
      }
    }
    return new CsvColumns(Arrays.stream(found).map(Optional::ofNullable).toList(), ignored);
  }

  /** How a header's text can be a field's name, the most exact first. */
  private enum Tier {
    AS_IT_CAME,
    NAME,
    ALIAS,
    NORMALISED;

    String key(String header) {
      return switch (this) {
        case AS_IT_CAME -> header;
        case NAME, ALIAS -> header.strip().toLowerCase(Locale.ROOT);
        case NORMALISED -> ColumnNames.normalised(header);
      };
    }

    Map<String, List<ShapeField>> names(RecordShape shape) {
      Map<String, List<ShapeField>> names = new HashMap<>();
      for (ShapeField field : leaves(shape)) {
        List<String> of =
            switch (this) {
              // Inference names only what it had to change.
              case AS_IT_CAME -> List.of(shape.originalName(field).orElse(field.path()));
              case NAME -> List.of(field.path());
              case ALIAS -> shape.aliases(field);
              case NORMALISED ->
                  Stream.concat(
                          Stream.of(field.path()),
                          Stream.concat(
                              shape.originalName(field).stream(), shape.aliases(field).stream()))
                      .map(ColumnNames::normalised)
                      .filter(name -> !name.isEmpty())
                      .toList();
            };
        of.stream()
            .map(this::key)
            .distinct()
            .forEach(name -> names.computeIfAbsent(name, key -> new ArrayList<>()).add(field));
      }
      return names;
    }
  }

  private static List<ShapeField> leaves(RecordShape shape) {
    return shape.fields().stream().filter(field -> field.type() != FieldType.RECORD).toList();
  }

  /** A column whose field another column has taken is a mistake in the file, not one too many. */
  private static void checkDoubles(
      String file,
      List<String> header,
      RecordShape shape,
      ShapeField[] found,
      Map<ShapeField, String> taken) {
    for (Tier tier : Tier.values()) {
      Map<String, List<ShapeField>> byName = tier.names(shape);
      for (int column = 0; column < found.length; column++) {
        List<ShapeField> same = byName.get(tier.key(header.get(column)));
        if (found[column] == null && same != null) {
          throw new InvalidRequestException(
              "Cannot ingest "
                  + file
                  + ": two columns are field "
                  + same.get(0).path()
                  + " ('"
                  + taken.get(same.get(0))
                  + "', '"
                  + header.get(column)
                  + "')");
        }
      }
    }
  }

  /** Records of nothing but NULLs are no one's wish: most probably this is another file. */
  private static void checkAny(
      String file, List<String> header, RecordShape shape, Map<ShapeField, String> taken) {
    List<ShapeField> leaves = leaves(shape);
    if (taken.isEmpty() && !leaves.isEmpty()) {
      throw new InvalidRequestException(
          "Cannot ingest "
              + file
              + ": none of its columns is a field of the dataset"
              + otherDelimiter(header)
              + " (columns: "
              + header
              + ", fields: "
              + leaves.stream().map(ShapeField::path).toList()
              + ")");
    }
  }

  private static void checkMissing(
      String file, List<String> header, RecordShape shape, Map<ShapeField, String> taken) {
    for (ShapeField field : leaves(shape)) {
      if (!taken.containsKey(field) && !shape.optional(field) && requiredAtTop(shape, field)) {
        throw new InvalidRequestException(
            "Cannot ingest "
                + file
                + ": it has no column for field "
                + field.path()
                + ", which is neither nullable nor has a default"
                + otherDelimiter(header)
                + " (columns: "
                + header
                + ")");
      }
    }
  }

  /** A header that is one cell with other usual delimiters in it is most probably cut wrongly. */
  static String otherDelimiter(List<String> header) {
    if (header.size() == 1) {
      for (String delimiter : List.of(";", "\t", "|", ",")) {
        if (header.get(0).contains(delimiter)) {
          return "; is it cut by --delimiter '" + delimiter.replace("\t", "\\t") + "'?";
        }
      }
    }
    return "";
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
}
