package granary.ingest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.ColumnNames;
import granary.ingest.record.FieldType;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import granary.ingest.record.TextValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads one object by the tokens of another library, value by value as strings: what {@link
 * JsonReader} has to make of the same text. Knows neither unions nor arrays nor maps.
 */
final class PlainJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final RecordShape shape;
  private final TextValues values = new TextValues(ZoneOffset.UTC);
  private String text = "";

  PlainJson(RecordShape shape) {
    this.shape = shape;
  }

  /** The row; empty if the record is bad. */
  Optional<Row> read(byte[] record) {
    Row row = shape.newRow();
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record)).toString();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      object(parser, row, -1);
      if (parser.nextToken() != null) {
        return Optional.empty();
      }
      shape.complete(row);
      return Optional.of(row);
    } catch (IOException | BadRecordException e) {
      return Optional.empty();
    }
  }

  private void object(JsonParser parser, Row row, int parent)
      throws IOException, BadRecordException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Optional<ShapeField> field = field(parent, text(parser));
      parser.nextToken();
      if (field.isPresent()) {
        value(parser, row, field.get());
      } else {
        passOver(parser);
      }
    }
  }

  private Optional<ShapeField> field(int parent, String key) {
    String name = key.toLowerCase(Locale.ROOT);
    return shape.children(parent).stream()
        .filter(field -> field.name().equals(name))
        .findFirst()
        .or(
            () ->
                shape.children(parent).stream()
                    .filter(field -> field.name().equals(ColumnNames.normalised(key)))
                    .findFirst());
  }

  private void value(JsonParser parser, Row row, ShapeField field)
      throws IOException, BadRecordException {
    JsonToken token = parser.currentToken();
    boolean isString = field.type() == FieldType.STRING;
    if (token == JsonToken.VALUE_NULL) {
      require(field.nullable());
      row.setNull(field.slot());
    } else if (token == JsonToken.START_OBJECT && field.type() == FieldType.RECORD) {
      for (int slot = field.slot() + 1; slot < field.end(); slot++) {
        row.setMissing(slot);
      }
      row.setPresent(field.slot());
      object(parser, row, field.slot());
    } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      require(isString);
      int start = (int) parser.currentTokenLocation().getCharOffset();
      passOver(parser);
      set(row, field, text.substring(start, (int) parser.currentLocation().getCharOffset()));
    } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      require(isString || field.type() == FieldType.BOOLEAN);
      set(row, field, parser.getText());
    } else if (token.isNumeric() && field.type() == FieldType.TIMESTAMP_MICROS) {
      byte[] number = parser.getText().getBytes(StandardCharsets.UTF_8);
      values.setEpoch(row, field, number, 0, number.length);
    } else {
      require(!token.isNumeric() || field.type() != FieldType.BOOLEAN);
      set(row, field, text(parser));
    }
  }

  private void set(Row row, ShapeField field, String value) throws BadRecordException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    values.set(row, field, bytes, 0, bytes.length);
  }

  private static void passOver(JsonParser parser) throws IOException, BadRecordException {
    int depth = 0;
    while (true) {
      JsonToken token = parser.currentToken();
      if (token.isStructStart()) {
        depth++;
      } else if (token.isStructEnd()) {
        depth--;
      } else {
        text(parser);
      }
      if (depth == 0) {
        return;
      }
      parser.nextToken();
    }
  }

  /** A key, a string or a number as it was written; half of a surrogate pair is bad. */
  private static String text(JsonParser parser) throws IOException, BadRecordException {
    String text = parser.getText();
    require(StandardCharsets.UTF_8.newEncoder().canEncode(text));
    return text;
  }

  private static void require(boolean good) throws BadRecordException {
    if (!good) {
      throw new BadRecordException(BadRecordReason.WRONG_TYPE, "it is bad");
    }
  }
}
