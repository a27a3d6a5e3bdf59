package granary.jobs.ingest;

import granary.ingest.WriteResult;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says which columns and keys of the input the dataset has no field for. */
final class IgnoredFields {
  private static final int NAMED = 20;

  private IgnoredFields() {}

  static List<String> notes(List<WriteResult> written) {
    Map<String, Long> ignored = new TreeMap<>();
    written.forEach(
        result ->
            result.ignored().forEach((name, records) -> ignored.merge(name, records, Long::sum)));
    if (ignored.isEmpty()) {
      return List.of();
    }
    String named =
        ignored.entrySet().stream()
            .limit(NAMED)
            .map(entry -> entry.getKey() + " (records: " + entry.getValue() + ")")
            .collect(Collectors.joining(", "));
    int more = ignored.size() - NAMED;
    return List.of(
        "The dataset has no field for, and so does not hold: "
            + named
            + (more > 0 ? ", and " + more + " more" : ""));
  }
}
