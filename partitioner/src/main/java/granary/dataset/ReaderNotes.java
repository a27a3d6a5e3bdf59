package granary.dataset;

import java.util.List;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** What readers see otherwise than it was written. */
final class ReaderNotes {
  private ReaderNotes() {}

  static void collect(Schema schema, String path, List<String> notes) {
    if (schema.getType() == Schema.Type.RECORD) {
      for (Schema.Field field : schema.getFields()) {
        String name = path.isEmpty() ? field.name() : path + "." + field.name();
        collect(FieldMapping.withoutNull(field.schema()), name, notes);
      }
      return;
    }
    LogicalType logical = schema.getLogicalType();
    String declared = schema.getProp(LogicalType.LOGICAL_TYPE_PROP);
    if (logical instanceof LogicalTypes.TimestampMicros) {
      notes.add(
          path
              + ": Hive sees timestamp-micros as bigint, microseconds since 1970; timestamp-millis"
              + " would be a timestamp there");
    } else if (logical == null && declared != null) {
      notes.add(
          path
              + ": logical type "
              + declared
              + " is not known, readers see "
              + schema.getType().getName());
    }
  }
}
