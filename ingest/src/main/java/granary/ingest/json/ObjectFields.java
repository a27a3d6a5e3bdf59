package granary.ingest.json;

import granary.ingest.record.ColumnNames;
import granary.ingest.record.RecordShape;
import granary.ingest.record.ShapeField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the field that a key of an object stands for: by its name, without regard to case, else by
 * {@link ColumnNames}. Since most objects of a file have the same keys in the same order, the
 * answer for each place is remembered.
 */
final class ObjectFields {
  private static final int REMEMBERED = 256;

  /** A key seen at some place, and its field; none for a key that no field takes. */
  private static final class Seen {
    final byte[] key;
    final @Nullable ShapeField field;

    Seen(byte[] key, @Nullable ShapeField field) {
      this.key = key;
      this.field = field;
    }
  }

  private final Map<String, ShapeField> byName = new HashMap<>();
  private final List<Seen> seen = new ArrayList<>();

  ObjectFields(RecordShape shape, int record) {
    List<ShapeField> fields = shape.children(record);
    fields.forEach(field -> byName.putIfAbsent(ColumnNames.normalised(field.name()), field));
    fields.forEach(field -> byName.put(field.name().toLowerCase(Locale.ROOT), field));
  }

  /** The field of the key that {@code tokens} stands behind, which is the object's n-th. */
  @Nullable ShapeField find(JsonTokens tokens, int place) {
    if (place < seen.size() && tokens.textIs(seen.get(place).key)) {
      return seen.get(place).field;
    }
    String key = tokens.textAsString();
    ShapeField field = byName.get(key.toLowerCase(Locale.ROOT));
    if (field == null) {
      field = byName.get(ColumnNames.normalised(key));
    }
    Seen now = new Seen(key.getBytes(StandardCharsets.UTF_8), field);
    if (place < seen.size()) {
      seen.set(place, now);
    } else if (place == seen.size() && place < REMEMBERED) {
      seen.add(now);
    }
    return field;
  }
}
