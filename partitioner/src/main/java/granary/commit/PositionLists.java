package granary.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

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
   * @param file where it is; empty if it is so short that it stands here
   * @param few its inputs, sorted by path, if it stands here
   * @param level how often its entries were merged
   * @param inputs how many it has
   * @param since the first version of the positions' node that has all of them; whoever has looked
   *     at that version knows this list
   */
  record Entry(Optional<String> file, List<IngestedInput> few, int level, long inputs, int since) {
    Entry {
      few = List.copyOf(few);
    }

    static Entry in(Path file, int level, long inputs) {
      return new Entry(Optional.of(file.toString()), List.of(), level, inputs, 0);
    }

    static Entry of(Collection<IngestedInput> few, int level) {
      return new Entry(Optional.empty(), List.copyOf(few), level, few.size(), 0);
    }

    Entry since(int version) {
      return new Entry(file, few, level, inputs, version);
    }
  }

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

  /** Without the lists that this version of the node had in full. */
  PositionLists after(int version) {
    return new PositionLists(lists.stream().filter(list -> list.since() > version).toList());
  }

  /** Whether these lists are there next to each other, so that one can take their place. */
  boolean hold(List<Entry> parts) {
    return !parts.isEmpty() && Collections.lastIndexOfSubList(lists, parts) >= 0;
  }

  /** With {@code merged} in the place of the lists that it was made from. */
  PositionLists replace(List<Entry> parts, Entry merged) {
    List<Entry> all = new ArrayList<>(lists);
    // From the end: newer lists may happen to be the same.
    int place = Collections.lastIndexOfSubList(all, parts);
    all.subList(place, place + parts.size()).clear();
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
