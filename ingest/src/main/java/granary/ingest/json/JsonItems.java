package granary.ingest.json;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.ItemsWriter;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import java.util.HashSet;
import java.util.Set;

/** Reads the values of one array or map field. */
final class JsonItems {
  private final ShapeField field;
  private final JsonTokens tokens;
  private final JsonRecords reader;
  private final ItemsWriter items;

  /**
   * For one field.
   *
   * @param reader reads rows of {@link ShapeField#items}
   */
  JsonItems(ShapeField field, JsonTokens tokens, JsonRecords reader) {
    this.field = field;
    this.tokens = tokens;
    this.reader = reader;
    this.items = new ItemsWriter(field);
  }

  void array(Row row, int depth) throws BadRecordException {
    ShapeField item = field.items().fields().get(0);
    tokens.expect('[');
    items.begin();
    if (!tokens.skip(']')) {
      do {
        reader.value(items.next(), item, depth + 1);
        items.add();
      } while (tokens.skip(','));
      tokens.expect(']');
    }
    items.finish(row);
  }

  void map(Row row, int depth) throws BadRecordException {
    ShapeField key = field.items().fields().get(0);
    ShapeField value = field.items().fields().get(1);
    Set<String> keys = new HashSet<>();
    tokens.expect('{');
    items.begin();
    if (!tokens.skip('}')) {
      do {
        tokens.peek();
        tokens.string();
        Row entry = items.next();
        entry.setBytes(key.slot(), tokens.text(), tokens.textStart(), tokens.textStop());
        if (!keys.add(tokens.textAsString())) {
          throw new BadRecordException(
              BadRecordReason.WRONG_TYPE,
              "field " + field.path() + ": a key comes twice (" + tokens.textAsString() + ")");
        }
        tokens.expect(':');
        reader.value(entry, value, depth + 1);
        items.add();
      } while (tokens.skip(','));
      tokens.expect('}');
    }
    items.finish(row);
  }
}
