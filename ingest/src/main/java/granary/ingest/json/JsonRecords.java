package granary.ingest.json;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.FieldType;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import granary.ingest.record.TextValues;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts a JSON object into a row. The schema decides what each value may be:
 *
 * <ul>
 *   <li>int, long, float, double, decimal: a number, or a string that says one; never by way of a
 *       double. Floating numbers can be the strings {@code "NaN"}, {@code "Infinity"}, {@code
 *       "-Infinity"} too.
 *   <li>boolean: {@code true} or {@code false}, or a string that says it.
 *   <li>string: a string; anything else but {@code null} is the text that it was written as.
 *   <li>bytes, fixed: a Base64 string; enum, uuid: a string.
 *   <li>date: a string; timestamps and times: a string, or a whole number since 1970, or midnight,
 *       in the unit of the declared type.
 *   <li>record: an object; array: an array; map: an object, no key of which may come twice.
 *   <li>a union of several types: see {@link JsonUnions}; there a string is no number, and nothing
 *       but a string is one.
 *   <li>{@code null} where the field can be NULL.
 * </ul>
 *
 * What is left out has its default, or NULL. Keys that no field takes are passed over and counted;
 * of a key that comes twice the last value counts. Text within strings means what {@link
 * TextValues} says.
 */
final class JsonRecords {
  private final RecordShape shape;
  private final TextValues values;
  private final JsonTokens tokens;

  /** By slot of a record. */
  private final @Nullable ObjectFields[] objects;

  /** By slot of an array or a map. */
  private final @Nullable JsonItems[] items;

  private final JsonUnions unions;
  private final ObjectFields top;
  private boolean strict;

  JsonRecords(RecordShape shape, TextValues values) {
    this(shape, values, new JsonTokens());
  }

  /** A part of those that read with {@code tokens}. */
  JsonRecords(RecordShape shape, TextValues values, JsonTokens tokens) {
    this.shape = shape;
    this.values = values;
    this.tokens = tokens;
    this.top = new ObjectFields(shape, -1);
    this.unions = new JsonUnions(shape, tokens, this);
    this.objects = new ObjectFields[shape.fields().size()];
    this.items = new JsonItems[shape.fields().size()];
    for (ShapeField field : shape.fields()) {
      if (field.type() == FieldType.RECORD) {
        objects[field.slot()] = new ObjectFields(shape, field.slot());
      } else if (field.details().items().isPresent()) {
        JsonRecords item = new JsonRecords(field.items(), values, tokens);
        items[field.slot()] = new JsonItems(field, tokens, item);
      }
    }
  }

  void read(byte[] bytes, int from, int to, Row row) throws BadRecordException {
    tokens.begin(bytes, from, to);
    boolean isObject = tokens.peek() == '{';
    if (isObject) {
      object(row, top, 0);
    } else {
      tokens.skipValue(0);
    }
    if (!tokens.atEnd()) {
      throw tokens.malformed("nothing more was expected");
    }
    if (!isObject) {
      throw JsonCheck.notAnObject();
    }
    shape.complete(row);
  }

  private void object(Row row, ObjectFields fields, int depth) throws BadRecordException {
    tokens.expect('{');
    if (tokens.skip('}')) {
      return;
    }
    fields.begin();
    do {
      ShapeField field = fields.next(tokens);
      if (field == null) {
        tokens.skipValue(depth + 1);
      } else {
        value(row, field, depth + 1);
      }
    } while (tokens.skip(','));
    tokens.expect('}');
  }

  void value(Row row, ShapeField field, int depth) throws BadRecordException {
    if (field.details().isUnion() && tokens.peek() != 'n') {
      unions.read(row, field, depth);
      return;
    }
    switch (tokens.peek()) {
      case 'n' -> {
        tokens.literal("null");
        if (!field.nullable()) {
          throw new BadRecordException(
              BadRecordReason.MISSING_VALUE, "field " + field.path() + " is null and may not be");
        }
        row.setNull(field.slot());
      }
      case '"' -> {
        tokens.string();
        string(row, field);
      }
      case '{' -> object(row, field, depth);
      case 't' -> bool(row, field, "true");
      case 'f' -> bool(row, field, "false");
      case '[' -> array(row, field, depth);
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        tokens.number();
        number(row, field);
      }
      default -> throw tokens.malformed("a value was expected");
    }
  }

  private void array(Row row, ShapeField field, int depth) throws BadRecordException {
    if (takesAnything(field)) {
      asWritten(row, field, depth);
      return;
    }
    if (field.type() != FieldType.ARRAY) {
      tokens.skipValue(depth);
      throw wrong(field, "an array");
    }
    itemsOf(field).array(row, depth);
  }

  private void object(Row row, ShapeField field, int depth) throws BadRecordException {
    if (takesAnything(field)) {
      asWritten(row, field, depth);
      return;
    }
    if (field.type() == FieldType.MAP) {
      itemsOf(field).map(row, depth);
      return;
    }
    if (field.type() != FieldType.RECORD) {
      throw wrong(field, "an object");
    }
    row.setPresent(field.slot());
    for (int slot = field.slot() + 1; slot < field.end(); slot++) {
      row.setMissing(slot);
    }
    nested(row, field, depth);
  }

  private JsonItems itemsOf(ShapeField field) {
    JsonItems found = items[field.slot()];
    if (found == null) {
      throw new IllegalStateException("No items of field " + field.path());
    }
    return found;
  }

  private boolean takesAnything(ShapeField field) {
    return field.type() == FieldType.STRING && !strict;
  }

  /** The text of an object or an array. */
  private void asWritten(Row row, ShapeField field, int depth) throws BadRecordException {
    int start = tokens.position();
    tokens.skipValue(depth);
    row.setBytes(field.slot(), tokens.source(), start, tokens.position());
  }

  private void nested(Row row, ShapeField field, int depth) throws BadRecordException {
    ObjectFields fields = objects[field.slot()];
    if (fields == null) {
      throw new IllegalStateException("No fields of record " + field.path());
    }
    object(row, fields, depth);
  }

  private void bool(Row row, ShapeField field, String word) throws BadRecordException {
    int start = tokens.position();
    tokens.literal(word);
    if (takesAnything(field)) {
      row.setBytes(field.slot(), tokens.source(), start, tokens.position());
      return;
    }
    if (field.type() != FieldType.BOOLEAN) {
      throw wrong(field, word);
    }
    row.setNumber(field.slot(), word.equals("true") ? 1 : 0);
  }

  private void string(Row row, ShapeField field) throws BadRecordException {
    byte[] text = tokens.text();
    int start = tokens.textStart();
    int stop = tokens.textStop();
    switch (field.type()) {
      case STRING -> row.setBytes(field.slot(), text, start, stop);
      case NULL, ARRAY, MAP, RECORD -> throw wrong(field, "a string");
      case BOOLEAN, INT, LONG, FLOAT, DOUBLE -> {
        byte last = stop > start ? text[stop - 1] : 0;
        boolean notFinite =
            (field.type() == FieldType.FLOAT || field.type() == FieldType.DOUBLE)
                && (last == 'N' || last == 'y');
        if (strict && !notFinite) {
          throw wrong(field, "a string");
        }
        values.set(row, field, text, start, stop);
      }
      default -> values.set(row, field, text, start, stop);
    }
  }

  private void number(Row row, ShapeField field) throws BadRecordException {
    byte[] text = tokens.text();
    int start = tokens.textStart();
    int stop = tokens.textStop();
    switch (field.type()) {
      case INT, LONG, FLOAT, DOUBLE, SHORT_DECIMAL, LONG_DECIMAL ->
          values.set(row, field, text, start, stop);
      case STRING -> {
        if (strict) {
          throw wrong(field, "a number");
        }
        row.setBytes(field.slot(), text, start, stop);
      }
      case TIME_MILLIS,
          TIME_MICROS,
          TIMESTAMP_MILLIS,
          TIMESTAMP_MICROS,
          TIMESTAMP_NANOS,
          LOCAL_TIMESTAMP_MILLIS,
          LOCAL_TIMESTAMP_MICROS,
          LOCAL_TIMESTAMP_NANOS ->
          values.setEpoch(row, field, text, start, stop);
      case BOOLEAN, ENUM, UUID, BYTES, FIXED, DATE, NULL, ARRAY, MAP, RECORD ->
          throw wrong(field, "a number");
    }
  }

  /**
   * Whether values have to be written as what they are, so that a union's branch can be chosen by
   * them.
   *
   * @return whether they had to be until now
   */
  boolean setStrict(boolean wanted) {
    boolean before = strict;
    strict = wanted;
    return before;
  }

  /** Where reading stands, or stopped at what is no JSON. */
  int position() {
    return tokens.position();
  }

  /** Adds the keys that no field takes, with how often they came. */
  void collectIgnored(Map<String, Long> ignored) {
    top.collectIgnored(ignored);
    for (ObjectFields fields : objects) {
      if (fields != null) {
        fields.collectIgnored(ignored);
      }
    }
  }

  static BadRecordException wrong(ShapeField field, String found) {
    return new BadRecordException(
        BadRecordReason.WRONG_TYPE,
        "field " + field.path() + ": " + found + " cannot be its value");
  }
}
