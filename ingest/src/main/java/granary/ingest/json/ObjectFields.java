package granary.ingest.json;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.ColumnNames;
import granary.ingest.record.RecordShape;
import granary.ingest.record.ShapeField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the field that a key of an object stands for, in this order: by what the field was called
 * when its schema was inferred, exactly; by its name, then an alias, without regard to case; by
 * {@link ColumnNames}. Since the objects of a file mostly have the same keys in the same order,
 * answers are remembered, and looked for from the one behind the last.
 */
final class ObjectFields {
  private static final int REMEMBERED = 64;

  /** A key that was seen, and its field; none for a key that no field takes. */
  private static final class Seen {
    final byte[] key;
    final @Nullable WrittenKey written;
    final @Nullable ShapeField field;
    long count;

    Seen(byte[] key, @Nullable ShapeField field) {
      this.key = key;
      this.written = WrittenKey.of(key);
      this.field = field;
    }
  }

  private final Map<String, ShapeField> byOriginalName = new HashMap<>();
  private final Map<String, ShapeField> byName = new HashMap<>();
  private final String prefix;
  private Seen[] seen = new Seen[0];
  private long others;
  private int next;

  /**
   * The fields of one record.
   *
   * @param record its slot; -1 for the whole
   */
  ObjectFields(RecordShape shape, int record) {
    prefix = record < 0 ? "" : shape.fields().get(record).path() + ".";
    List<ShapeField> fields = shape.children(record);
    for (ShapeField field : fields) {
      shape.originalName(field).ifPresent(name -> byOriginalName.putIfAbsent(name, field));
      byName.put(field.name().toLowerCase(Locale.ROOT), field);
    }
    for (ShapeField field : fields) {
      shape.aliases(field).forEach(alias -> putName(alias.toLowerCase(Locale.ROOT), field));
    }
    for (ShapeField field : fields) {
      putName(ColumnNames.normalised(field.name()), field);
      shape.originalName(field).ifPresent(name -> putName(ColumnNames.normalised(name), field));
    }
  }

  private void putName(String name, ShapeField field) {
    if (!name.isEmpty()) {
      byName.putIfAbsent(name, field);
    }
  }

  /** A new object begins. */
  void begin() {
    next = 0;
  }

  /** The field of the key that comes next, which is consumed with the colon behind it. */
  @Nullable ShapeField next(JsonTokens tokens) throws BadRecordException {
    if (next < seen.length) {
      Seen expected = seen[next];
      if (expected.written != null && tokens.skip(expected.written)) {
        next++;
        expected.count++;
        return expected.field;
      }
    }
    tokens.string();
    ShapeField field = find(tokens);
    tokens.expect(':');
    return field;
  }

  /** The field of the key that {@code tokens} stands behind. */
  private @Nullable ShapeField find(JsonTokens tokens) {
    int size = seen.length;
    for (int i = 0; i < size; i++) {
      int at = next + i < size ? next + i : next + i - size;
      Seen known = seen[at];
      if (tokens.textIs(known.key)) {
        next = at + 1;
        known.count++;
        return known.field;
      }
    }
    String key = tokens.textAsString();
    ShapeField field = byOriginalName.get(key);
    if (field == null) {
      field = byName.get(key.toLowerCase(Locale.ROOT));
    }
    if (field == null) {
      field = byName.get(ColumnNames.normalised(key));
    }
    if (size < REMEMBERED) {
      Seen first = new Seen(key.getBytes(StandardCharsets.UTF_8), field);
      first.count = 1;
      seen = Arrays.copyOf(seen, size + 1);
      seen[size] = first;
    } else if (field == null) {
      others++;
    }
    return field;
  }

  /** Adds the keys that no field takes, with how often they came. */
  void collectIgnored(Map<String, Long> ignored) {
    for (Seen key : seen) {
      if (key.field == null) {
        ignored.merge(prefix + new String(key.key, StandardCharsets.UTF_8), key.count, Long::sum);
      }
    }
    if (others > 0) {
      ignored.merge(prefix + "(other keys)", others, Long::sum);
    }
  }
}
