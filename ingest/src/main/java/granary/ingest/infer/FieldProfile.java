package granary.ingest.infer;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was seen of one column, or of one key of objects. Owned by one thread. */
final class FieldProfile {
  private final Map<ValueKind, Long> kinds = new EnumMap<>(ValueKind.class);
  private final Map<ValueKind, String> examples = new EnumMap<>(ValueKind.class);
  private long present;
  private long nulls;
  private long blanks;
  private long lastRecord = -1;
  private int wholeDigits;
  private int places;
  private int fewestPlaces = Integer.MAX_VALUE;
  private int fractionDigits;
  private @Nullable ObjectProfile object;
  private @Nullable FieldProfile items;
  private long itemCount;
  private boolean severalTexts;

  /** A record holds the field; of a key that comes twice only the first counts. */
  void presentIn(long record) {
    if (record != lastRecord) {
      present++;
      lastRecord = record;
    }
  }

  void addNull() {
    nulls++;
  }

  /** A cell of blanks: no value of any type but text. */
  void addBlank() {
    blanks++;
  }

  void add(ValueKind kind, String text) {
    kinds.merge(kind, 1L, Long::sum);
    String example = text.length() > 30 ? text.substring(0, 30) + "…" : text;
    String first = examples.putIfAbsent(kind, example);
    severalTexts |= kind == ValueKind.TEXT && first != null && !first.equals(example);
    switch (kind) {
      case INTEGER, DECIMAL -> addDigits(text);
      case TIMESTAMP, LOCAL_TIMESTAMP -> addFraction(text);
      default -> {
        // Only counted.
      }
    }
  }

  private void addDigits(String text) {
    int start = text.charAt(0) == '-' ? 1 : 0;
    int point = text.indexOf('.');
    int stop = point < 0 ? text.length() : point;
    int whole = stop - start == 1 && text.charAt(start) == '0' ? 0 : stop - start;
    wholeDigits = Math.max(wholeDigits, whole);
    if (point >= 0) {
      places = Math.max(places, text.length() - point - 1);
      fewestPlaces = Math.min(fewestPlaces, text.length() - point - 1);
    }
    if (whole >= 19) {
      try {
        Long.parseLong(text.substring(0, stop));
      } catch (NumberFormatException e) {
        wholeDigits = Math.max(wholeDigits, 20);
      }
    }
  }

  private void addFraction(String text) {
    int at = Math.max(text.indexOf('.'), text.indexOf(','));
    if (at < 0) {
      return;
    }
    int significant = 0;
    for (int i = at + 1; i < text.length() && Character.isDigit(text.charAt(i)); i++) {
      significant = text.charAt(i) == '0' ? significant : i - at;
    }
    fractionDigits = Math.max(fractionDigits, significant);
  }

  ObjectProfile object() {
    ObjectProfile found = object;
    if (found == null) {
      found = new ObjectProfile();
      object = found;
    }
    return found;
  }

  /** What was seen of the items of arrays, of which there is one more. */
  FieldProfile nextItem() {
    FieldProfile found = items();
    found.presentIn(itemCount++);
    return found;
  }

  FieldProfile items() {
    FieldProfile found = items;
    if (found == null) {
      found = new FieldProfile();
      items = found;
    }
    return found;
  }

  /** How many items all arrays hold. */
  long itemCount() {
    return itemCount;
  }

  Map<ValueKind, Long> kinds() {
    return kinds;
  }

  boolean isOnly(ValueKind... allowed) {
    return java.util.Arrays.asList(allowed).containsAll(kinds.keySet());
  }

  boolean has(ValueKind kind) {
    return kinds.containsKey(kind);
  }

  String example(ValueKind kind) {
    return examples.getOrDefault(kind, "");
  }

  /**
   * Whether some of so many records hold no value of it.
   *
   * @param text whether blanks are values
   */
  boolean isNullable(long records, boolean text) {
    return present < records || nulls > 0 || kinds.isEmpty() || (blanks > 0 && !text);
  }

  /** The one text that stands among values of other kinds; empty if there is none or several. */
  String onlyText() {
    return severalTexts || kinds.size() < 2 ? "" : example(ValueKind.TEXT);
  }

  /** Digits in front of the point; more than 19 where a number is beyond a long. */
  int wholeDigits() {
    return wholeDigits;
  }

  /** Digits behind the point. */
  int places() {
    return places;
  }

  boolean hasVaryingPlaces() {
    return fewestPlaces != places;
  }

  /** Digits of a second's fraction that are not zeros at its end. */
  int fractionDigits() {
    return fractionDigits;
  }
}
