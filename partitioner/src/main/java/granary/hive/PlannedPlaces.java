package granary.hive;

import granary.dataset.PartitionColumns;
import granary.dataset.PartitionKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the locations of partitions out of the plan of a query, line by line: {@code partition
 * values:}, a line for each of them, {@code properties:}, and among these {@code location}. The
 * table's own properties follow behind each partition's.
 */
final class PlannedPlaces implements Consumer<List<String>> {
  private enum Within {
    NOTHING,
    VALUES,
    PROPERTIES
  }

  private static final String LOCATION = "location ";

  private final Map<Map<String, String>, String> places = new HashMap<>();
  private Map<String, String> values = new HashMap<>();
  private Within within = Within.NOTHING;

  @Override
  public void accept(List<String> row) {
    String line = row.get(0);
    if (line.equals("partition values:")) {
      values = new HashMap<>();
      within = Within.VALUES;
    } else if (line.startsWith("serde:")) {
      within = Within.NOTHING;
    } else if (within == Within.VALUES && line.equals("properties:")) {
      within = Within.PROPERTIES;
    } else if (within == Within.VALUES) {
      int blank = line.indexOf(' ');
      if (blank > 0) {
        values.put(line.substring(0, blank), line.substring(blank + 1));
      }
    } else if (within == Within.PROPERTIES && line.startsWith(LOCATION)) {
      places.put(values, line.substring(LOCATION.length()));
      within = Within.NOTHING;
    }
  }

  /** The location of a partition; empty if the plan did not name it. */
  Optional<String> of(PartitionKey key) {
    Map<String, String> wanted = new HashMap<>();
    for (String column : PartitionColumns.names(key.period().grain())) {
      wanted.put(column, HiveStatements.text(key, column));
    }
    return Optional.ofNullable(places.get(wanted));
  }
}
