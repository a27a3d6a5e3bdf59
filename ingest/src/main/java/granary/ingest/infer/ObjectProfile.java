package granary.ingest.infer;

import java.util.LinkedHashMap;
import java.util.Map;

/** What was seen of records, or of objects at one place in them. Owned by one thread. */
final class ObjectProfile {
  /** Objects with more keys hold data in their keys, such as IDs, and are no records. */
  static final int MAX_FIELDS = 2_000;

  /** The columns of a CSV file have names that someone gave them, so there may be more. */
  static final int MAX_COLUMNS = 10_000;

  private final Map<Key, FieldProfile> fields = new LinkedHashMap<>();
  private long objects;
  private boolean tooMany;

  /**
   * A field as its file calls it.
   *
   * @param name a header's text, or an object's key
   * @param occurrence 1, or a higher number for one of several headers that are alike
   */
  record Key(String name, int occurrence) {}

  /** One more; its number. */
  long begin() {
    return objects++;
  }

  long objects() {
    return objects;
  }

  FieldProfile field(Key key) {
    return field(key, MAX_FIELDS);
  }

  FieldProfile column(Key key) {
    return field(key, MAX_COLUMNS);
  }

  private FieldProfile field(Key key, int most) {
    FieldProfile known = fields.get(key);
    if (known == null) {
      known = new FieldProfile();
      if (fields.size() < most) {
        fields.put(key, known);
      } else {
        tooMany = true;
      }
    }
    return known;
  }

  Map<Key, FieldProfile> fields() {
    return fields;
  }

  boolean hasTooManyFields() {
    return tooMany;
  }
}
