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
 * {@link ColumnNames}. Since the objects of a file mostly have the same keys in the same order,
 * answers are remembered, and looked for from the one behind the last.
 */
final class ObjectFields {
  private static final int REMEMBERED = 64;

  /** A key that was seen, and its field; none for a key that no field takes. */
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
  private int next;

  ObjectFields(RecordShape shape, int record) {
    List<ShapeField> fields = shape.children(record);
    fields.forEach(field -> byName.putIfAbsent(ColumnNames.normalised(field.name()), field));
    fields.forEach(field -> byName.put(field.name().toLowerCase(Locale.ROOT), field));
  }

  /** A new object begins. */
  void begin() {
    next = 0;
  }

  /** The field of the key that {@code tokens} stands behind. */
  @Nullable ShapeField find(JsonTokens tokens) {
    int size = seen.size();
    for (int i = 0; i < size; i++) {
      int at = next + i < size ? next + i : next + i - size;
      Seen known = seen.get(at);
      if (tokens.textIs(known.key)) {
        next = at + 1;
        return known.field;
      }
    }
    String key = tokens.textAsString();
    ShapeField field = byName.get(key.toLowerCase(Locale.ROOT));
    if (field == null) {
      field = byName.get(ColumnNames.normalised(key));
    }
    if (size < REMEMBERED) {
      seen.add(new Seen(key.getBytes(StandardCharsets.UTF_8), field));
    }
    return field;
  }
}
