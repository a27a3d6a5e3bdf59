package granary.dataset;

import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What readers see otherwise than it was declared. */
final class ReaderNotes {
  private static final String HIVE_BIGINT =
      "Hive sees bigint, microseconds since 1970; timestamp-millis would be a timestamp there";

  private static final String DURATION = "readers see the 12 bytes of a duration";

  private ReaderNotes() {}

  static void collect(Schema user, String path, List<String> notes) {
    switch (user.getType()) {
      case RECORD -> {
        for (Schema.Field field : user.getFields()) {
          String name = path.isEmpty() ? field.name() : path + "." + field.name();
          collect(FieldMapping.withoutNull(field.schema()), name, notes);
        }
      }
      case ARRAY -> {
        add(notes, path, "queries see JSON text; Iceberg's readers and Hive see an array");
        collect(FieldMapping.withoutNull(user.getElementType()), path + "[]", notes);
      }
      case MAP -> {
        add(notes, path, "queries see JSON text; Iceberg's readers and Hive see a map");
        collect(FieldMapping.withoutNull(user.getValueType()), path + "{}", notes);
      }
      case UNION -> union(user, path, notes);
      case ENUM -> add(notes, path, "readers see a string; " + otherSymbols(user.getEnumDefault()));
      case NULL -> add(notes, path, "readers see a string that is always NULL");
      default -> plain(user, path, notes);
    }
  }

  private static String otherSymbols(@Nullable String symbol) {
    return "a value outside the symbols is refused"
        + (symbol == null
            ? ""
            : ", but for one of an enum of an Avro file, which becomes " + symbol);
  }

  private static void union(Schema user, String path, List<String> notes) {
    List<Schema> values =
        user.getTypes().stream().filter(branch -> branch.getType() != Schema.Type.NULL).toList();
    if (values.isEmpty()) {
      add(notes, path, "readers see a string that is always NULL");
      return;
    }
    if (values.size() == 1) {
      collect(values.get(0), path, notes);
      return;
    }
    List<String> names = values.stream().map(StoredSchema::branchName).toList();
    add(
        notes,
        path,
        "readers see a record of "
            + String.join(", ", names)
            + ", of which the one that holds the value is not NULL");
    for (Schema value : values) {
      collect(value, path + "." + StoredSchema.branchName(value), notes);
    }
  }

  private static void plain(Schema user, String path, List<String> notes) {
    LogicalType logical = user.getLogicalType();
    String declared = user.getProp(LogicalType.LOGICAL_TYPE_PROP);
    if (logical == null || logical.getName().equals("duration")) {
      if (declared != null) {
        boolean duration = declared.equals("duration");
        String base = "logical type " + declared + " is not known, readers see ";
        add(notes, path, duration ? DURATION : base + user.getType().getName());
      }
      return;
    }
    String local = StoredSchema.isLocal(user) ? "local-" : "";
    switch (logical.getName().startsWith("timestamp")
        ? local + logical.getName()
        : logical.getName()) {
      case "uuid" -> add(notes, path, "readers see a string of 36 characters in lower case");
      case "time-millis", "time-micros" ->
          add(
              notes,
              path,
              "readers see a long, microseconds since midnight, since Spark and Hive have no times"
                  + " of day");
      case "timestamp-micros" -> add(notes, path, HIVE_BIGINT);
      case "timestamp-nanos" -> {
        add(notes, path, "stored in microseconds; a value that has finer nanoseconds is refused");
        add(notes, path, HIVE_BIGINT);
      }
      case "local-timestamp-millis" -> add(notes, path, LOCAL);
      case "local-timestamp-micros" -> {
        add(notes, path, LOCAL);
        add(notes, path, HIVE_BIGINT);
      }
      case "local-timestamp-nanos" -> {
        add(notes, path, LOCAL);
        add(notes, path, "stored in microseconds; a value that has finer nanoseconds is refused");
        add(notes, path, HIVE_BIGINT);
      }
      default -> {
        // Dates, decimals and timestamps in milliseconds are the same everywhere.
      }
    }
  }

  private static final String LOCAL =
      "a timestamp without zone: queries show it with a Z, as if it were in UTC; Spark sees"
          + " timestamp_ntz";

  private static void add(List<String> notes, String path, String note) {
    notes.add(path + ": " + note);
  }
}
