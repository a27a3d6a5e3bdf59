package granary.types;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one reader gave.
 *
 * @param types its name of each column's type
 * @param rows the values of all probes, row by row, as canonical text
 */
record Readings(Map<String, String> types, List<List<String>> rows) {
  /** The values of one probe, by row. */
  List<String> column(int probe) {
    List<String> values = new ArrayList<>();
    rows.forEach(row -> values.add(row.get(probe)));
    return values;
  }
}
