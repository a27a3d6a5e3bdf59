package granary.ingest.json;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.FieldType;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import granary.ingest.record.TextValues;
import java.util.HashMap;
import java.util.Map;

/**
 * Puts a JSON object into a row. The schema decides what each value may be:
 *
 * <ul>
 *   <li>int, long: a number that is whole; float, double: a number, or one of the strings {@code
 *       "NaN"}, {@code "Infinity"}, {@code "-Infinity"}.
 *   <li>decimal: a number or a string; never by way of a double.
 *   <li>boolean: {@code true} or {@code false}; string: a string; bytes: a Base64 string.
 *   <li>enum, uuid: a string; fixed: a Base64 string.
 *   <li>date: a string; timestamps and times: a string, or a whole number since 1970, or midnight,
 *       in the unit of the declared type.
 *   <li>record: an object; array: an array; map: an object, no key of which may come twice.
 *   <li>a union of several types: see {@link JsonUnions}.
 *   <li>{@code null} where the field can be NULL.
 * </ul>
 *
 * What is left out has its default, or NULL. Keys that no field takes are passed over; of a key
 * that comes twice the last value counts. Text within strings means what {@link TextValues} says.
 */
final class JsonRecords {
  private final RecordShape shape;
  private final TextValues values;
  private final JsonTokens tokens;
  private final Map<Integer, ObjectFields> objects = new HashMap<>();
  private final Map<Integer, JsonItems> items = new HashMap<>();
  private final JsonUnions unions;
  private final ObjectFields top;

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
    for (ShapeField field : shape.fields()) {
      if (field.type() == FieldType.RECORD) {
        objects.put(field.slot(), new ObjectFields(shape, field.slot()));
      } else if (field.details().items().isPresent()) {
        JsonRecords item = new JsonRecords(field.items(), values, tokens);
        items.put(field.slot(), new JsonItems(field, tokens, item));
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
      throw new BadRecordException(BadRecordReason.NOT_AN_OBJECT, "it is JSON, but not an object");
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
      tokens.string();
      ShapeField field = fields.find(tokens);
      tokens.expect(':');
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
      case '[' -> {
        if (field.type() != FieldType.ARRAY) {
          tokens.skipValue(depth);
          throw wrong(field, "an array");
        }
        itemsOf(field).array(row, depth);
      }
      default -> {
        tokens.number();
        number(row, field);
      }
    }
  }

  private void object(Row row, ShapeField field, int depth) throws BadRecordException {
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
    JsonItems found = items.get(field.slot());
    if (found == null) {
      throw new IllegalStateException("No items of field " + field.path());
    }
    return found;
  }

  private void nested(Row row, ShapeField field, int depth) throws BadRecordException {
    ObjectFields fields = objects.get(field.slot());
    if (fields == null) {
      throw new IllegalStateException("No fields of record " + field.path());
    }
    object(row, fields, depth);
  }

  private void bool(Row row, ShapeField field, String word) throws BadRecordException {
    tokens.literal(word);
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
      case ENUM,
          UUID,
          BYTES,
          FIXED,
          SHORT_DECIMAL,
          LONG_DECIMAL,
          DATE,
          TIME_MILLIS,
          TIME_MICROS,
          TIMESTAMP_MILLIS,
          TIMESTAMP_MICROS,
          TIMESTAMP_NANOS,
          LOCAL_TIMESTAMP_MILLIS,
          LOCAL_TIMESTAMP_MICROS,
          LOCAL_TIMESTAMP_NANOS ->
          values.set(row, field, text, start, stop);
      case FLOAT, DOUBLE -> {
        byte last = stop > start ? text[stop - 1] : 0;
        if (last != 'N' && last != 'y') {
          throw wrong(field, "a string");
        }
        values.set(row, field, text, start, stop);
      }
      case BOOLEAN, INT, LONG, NULL, ARRAY, MAP, RECORD -> throw wrong(field, "a string");
    }
  }

  private void number(Row row, ShapeField field) throws BadRecordException {
    byte[] text = tokens.text();
    int start = tokens.textStart();
    int stop = tokens.textStop();
    switch (field.type()) {
      case INT, LONG, FLOAT, DOUBLE, SHORT_DECIMAL, LONG_DECIMAL ->
          values.set(row, field, text, start, stop);
      case TIME_MILLIS,
          TIME_MICROS,
          TIMESTAMP_MILLIS,
          TIMESTAMP_MICROS,
          TIMESTAMP_NANOS,
          LOCAL_TIMESTAMP_MILLIS,
          LOCAL_TIMESTAMP_MICROS,
          LOCAL_TIMESTAMP_NANOS ->
          values.setEpoch(row, field, text, start, stop);
      case BOOLEAN, STRING, ENUM, UUID, BYTES, FIXED, DATE, NULL, ARRAY, MAP, RECORD ->
          throw wrong(field, "a number");
    }
  }

  static BadRecordException wrong(ShapeField field, String found) {
    return new BadRecordException(
        BadRecordReason.WRONG_TYPE,
        "field " + field.path() + ": " + found + " cannot be its value");
  }
}
