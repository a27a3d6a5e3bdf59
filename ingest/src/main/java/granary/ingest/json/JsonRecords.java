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
 *   <li>date: a string; timestamps: a string, or a whole number since 1970 in the field's unit.
 *   <li>record: an object.
 *   <li>{@code null} where the field can be NULL.
 * </ul>
 *
 * What is left out has its default, or NULL. Keys that no field takes are passed over; of a key
 * that comes twice the last value counts. Text within strings means what {@link TextValues} says.
 */
final class JsonRecords {
  private final RecordShape shape;
  private final TextValues values;
  private final JsonTokens tokens = new JsonTokens();
  private final Map<Integer, ObjectFields> objects = new HashMap<>();
  private final ObjectFields top;

  JsonRecords(RecordShape shape, TextValues values) {
    this.shape = shape;
    this.values = values;
    this.top = new ObjectFields(shape, -1);
    for (ShapeField field : shape.fields()) {
      if (field.type() == FieldType.RECORD) {
        objects.put(field.slot(), new ObjectFields(shape, field.slot()));
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

  private void value(Row row, ShapeField field, int depth) throws BadRecordException {
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
      case '{' -> {
        if (field.type() != FieldType.RECORD) {
          throw wrong(field, "an object");
        }
        row.setPresent(field.slot());
        for (int slot = field.slot() + 1; slot < field.end(); slot++) {
          row.setMissing(slot);
        }
        nested(row, field, depth);
      }
      case 't' -> bool(row, field, "true");
      case 'f' -> bool(row, field, "false");
      case '[' -> {
        tokens.skipValue(depth);
        throw wrong(field, "an array");
      }
      default -> {
        tokens.number();
        number(row, field);
      }
    }
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
      case BYTES, SHORT_DECIMAL, LONG_DECIMAL, DATE, TIMESTAMP_MILLIS, TIMESTAMP_MICROS ->
          values.set(row, field, text, start, stop);
      case FLOAT, DOUBLE -> {
        byte last = stop > start ? text[stop - 1] : 0;
        if (last != 'N' && last != 'y') {
          throw wrong(field, "a string");
        }
        values.set(row, field, text, start, stop);
      }
      case BOOLEAN, INT, LONG, RECORD -> throw wrong(field, "a string");
    }
  }

  private void number(Row row, ShapeField field) throws BadRecordException {
    byte[] text = tokens.text();
    int start = tokens.textStart();
    int stop = tokens.textStop();
    switch (field.type()) {
      case INT, LONG, FLOAT, DOUBLE, SHORT_DECIMAL, LONG_DECIMAL ->
          values.set(row, field, text, start, stop);
      case TIMESTAMP_MILLIS, TIMESTAMP_MICROS -> values.setEpoch(row, field, text, start, stop);
      case BOOLEAN, STRING, BYTES, DATE, RECORD -> throw wrong(field, "a number");
    }
  }

  private static BadRecordException wrong(ShapeField field, String found) {
    return new BadRecordException(
        BadRecordReason.WRONG_TYPE,
        "field " + field.path() + ": " + found + " cannot be its value");
  }
}
