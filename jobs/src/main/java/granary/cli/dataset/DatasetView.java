package granary.cli.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import granary.dataset.TimeField;
import granary.ledger.LedgerDataset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A dataset as the commands show it.
 *
 * @param name its name
 * @param schema its Avro schema, as JSON
 * @param timeField the field of the event time; null with grain none
 * @param timePattern the pattern of a string time field
 * @param grain {@code day}
 * @param zone {@code Europe/Berlin}
 * @param location its directory
 * @param uuid its incarnation
 * @param snapshot the ledger's current snapshot; null before the first commit
 * @param notes what readers see otherwise than written
 */
record DatasetView(
    String name,
    JsonNode schema,
    @Nullable String timeField,
    @Nullable String timePattern,
    String grain,
    String zone,
    String location,
    String uuid,
    @Nullable Long snapshot,
    List<String> notes) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static DatasetView of(LedgerDataset dataset) {
    return new DatasetView(
        dataset.dataset().name().value(),
        json(dataset.dataset().schema()),
        dataset.dataset().timeField().map(TimeField::name).orElse(null),
        dataset.dataset().timeField().flatMap(TimeField::pattern).orElse(null),
        dataset.dataset().grain().value(),
        dataset.dataset().zone().getId(),
        dataset.location(),
        dataset.uuid(),
        dataset.snapshotId().isPresent() ? dataset.snapshotId().getAsLong() : null,
        dataset.notes());
  }

  static JsonNode json(Schema schema) {
    try {
      return JSON.readTree(schema.toString());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON: " + schema, e);
    }
  }

  /** The same, with more to say. */
  DatasetView withNotes(List<String> more) {
    List<String> all = new ArrayList<>(more);
    all.addAll(notes);
    return new DatasetView(
        name, schema, timeField, timePattern, grain, zone, location, uuid, snapshot, all);
  }

  /** Lines for people, without the fields. */
  String lines() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("dataset", name);
    lines.put("location", location);
    lines.put(
        "periods",
        timeField == null
            ? "none"
            : "one a "
                + grain
                + " of "
                + timeField
                + (timePattern == null ? "" : " (" + timePattern + ")")
                + ", "
                + zone);
    lines.put(
        "snapshot", snapshot == null ? "none: nothing was ingested yet" : snapshot.toString());
    StringBuilder text = new StringBuilder();
    lines.forEach((key, value) -> text.append(String.format("%-10s%s%n", key, value)));
    notes.forEach(note -> text.append("note      ").append(note).append('\n'));
    return text.toString();
  }
}
