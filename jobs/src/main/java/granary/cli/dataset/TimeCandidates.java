package granary.cli.dataset;

import granary.dataset.Grain;
import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Which fields of a schema can be a dataset's time field. */
final class TimeCandidates {
  private TimeCandidates() {}

  /**
   * Their names, in the schema's order.
   *
   * @param grain what the user wants; null if nothing
   */
  static List<String> of(Schema schema, @Nullable String grain) {
    boolean hour = Grain.HOUR.value().equalsIgnoreCase(grain);
    return schema.getFields().stream()
        .filter(field -> isTime(field.schema(), hour))
        .map(Schema.Field::name)
        .toList();
  }

  private static boolean isTime(Schema schema, boolean hour) {
    if (schema.getType() == Schema.Type.UNION) {
      return schema.getTypes().size() == 2
          && schema.getTypes().stream().anyMatch(type -> isTime(type, hour));
    }
    LogicalType logical = schema.getLogicalType();
    return (logical instanceof LogicalTypes.Date && !hour)
        || logical instanceof LogicalTypes.TimestampMillis
        || logical instanceof LogicalTypes.TimestampMicros;
  }
}
