package granary.dataset;

import granary.failure.InvalidRequestException;
import granary.settings.NearestName;
import java.util.List;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Whether a dataset's time field can give a record's event time at its grain. */
final class TimeFieldCheck {
  private static final Set<String> TIMESTAMPS =
      Set.of(
          "timestamp-millis",
          "timestamp-micros",
          "timestamp-nanos",
          "local-timestamp-millis",
          "local-timestamp-micros",
          "local-timestamp-nanos");

  private TimeFieldCheck() {}

  static void check(Dataset dataset) {
    if (dataset.timeField().isEmpty()) {
      if (dataset.grain() != Grain.NONE) {
        throw new InvalidRequestException(
            "Cannot create dataset "
                + dataset.name()
                + ": grain "
                + dataset.grain().value()
                + " needs a time field; give --time-field, or --grain none for reference data");
      }
      return;
    }
    TimeField time = dataset.timeField().get();
    Schema.Field field =
        dataset.schema().getType() == Schema.Type.RECORD
            ? dataset.schema().getField(time.name())
            : null;
    if (field == null) {
      throw invalid(dataset, "there is no top-level field of that name" + nearest(dataset, time));
    }
    checkType(dataset, time, FieldMapping.withoutNull(field.schema()));
  }

  private static void checkType(Dataset dataset, TimeField time, Schema schema) {
    LogicalType logical = schema.getLogicalType();
    if (schema.getType() == Schema.Type.STRING && logical == null) {
      if (time.pattern().isEmpty()) {
        throw invalid(
            dataset, "a string needs a pattern; give --time-pattern, such as yyyy-MM-dd HH:mm:ss");
      }
      return;
    }
    if (time.pattern().isPresent()) {
      throw invalid(dataset, "a pattern is for strings only, and this is " + describe(schema));
    }
    boolean date = logical instanceof LogicalTypes.Date;
    boolean timestamp =
        logical != null
            && schema.getType() == Schema.Type.LONG
            && TIMESTAMPS.contains(logical.getName());
    if (!date && !timestamp) {
      throw invalid(
          dataset,
          "a timestamp, a date or a string with a pattern was expected, and this is "
              + describe(schema)
              + (schema.getType() == Schema.Type.LONG && logical == null
                  ? "; if it counts milliseconds since 1970, say so in the schema by"
                      + " \"logicalType\": \"timestamp-millis\" (dataset infer --out writes the"
                      + " schema of data)"
                  : ""));
    }
    if (date && dataset.grain() == Grain.HOUR) {
      throw invalid(dataset, "a date has no hour; use --grain day or month");
    }
  }

  private static String describe(Schema schema) {
    LogicalType logical = schema.getLogicalType();
    String type = schema.getType().getName();
    return logical == null ? type : logical.getName() + " on " + type;
  }

  private static String nearest(Dataset dataset, TimeField time) {
    if (dataset.schema().getType() != Schema.Type.RECORD) {
      return "";
    }
    List<String> names = dataset.schema().getFields().stream().map(Schema.Field::name).toList();
    return NearestName.of(time.name(), names)
        .map(name -> "; did you mean " + name + "?")
        .orElse("");
  }

  private static InvalidRequestException invalid(Dataset dataset, String reason) {
    return new InvalidRequestException(
        "Cannot use time field "
            + dataset.timeField().map(TimeField::name).orElse("")
            + " of dataset "
            + dataset.name()
            + ": "
            + reason);
  }
}
