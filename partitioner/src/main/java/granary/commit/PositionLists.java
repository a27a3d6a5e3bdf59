package granary.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a source's positions node holds: the lists of its inputs, newest first. Eight lists of one
 * level become one of the next, so that their number grows with the logarithm of the commits.
 */
record PositionLists(List<Entry> lists) {
  static final PositionLists NONE = new PositionLists(List.of());
  private static final int LISTS_OF_A_LEVEL = 8;

  PositionLists {
    lists = List.copyOf(lists);
  }

  /**
   * One list.
   *
   * @param file where it is
   * @param level how often its entries were merged
   * @param inputs how many it has
   */
  record Entry(String file, int level, long inputs) {}

  PositionLists with(Entry newest) {
    List<Entry> all = new ArrayList<>();
    all.add(newest);
    all.addAll(lists);
    return new PositionLists(all);
  }

  /** The lists that should become one now, newest first and next to each other; empty if none. */
  List<Entry> toMerge() {
    Map<Integer, List<Entry>> byLevel = new TreeMap<>();
    lists.forEach(
        entry -> byLevel.computeIfAbsent(entry.level(), l -> new ArrayList<>()).add(entry));
    return byLevel.values().stream()
        .filter(entries -> entries.size() >= LISTS_OF_A_LEVEL)
        .findFirst()
        .orElse(List.of());
  }

  /** With {@code merged} in the place of the lists that it was made from. */
  PositionLists replace(List<Entry> replaced, Entry merged) {
    List<Entry> all = new ArrayList<>(lists);
    int place = all.indexOf(replaced.get(0));
    all.removeAll(replaced);
    all.add(place, merged);
    return new PositionLists(all);
  }

  String json() {
    return HdfsJson.text(this);
  }

  static PositionLists parse(String json) {
    try {
      return json.isEmpty() ? NONE : HdfsJson.MAPPER.readValue(json, PositionLists.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Invalid positions: " + json, e);
    }
  }
}
