package granary.ingest.infer;

import granary.ingest.record.BadRecordException;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import granary.ingest.record.TextValues;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;

/**
 * Tells what a text looks like. What it takes for a date or a timestamp is what {@link TextValues}
 * can read as one, since it asks that. Owned by one thread.
 */
final class Classifier {
  private static final Pattern PLAIN = Pattern.compile("-?(\\d+(\\.\\d*)?|\\.\\d+)");
  private static final Pattern SCIENTIFIC =
      Pattern.compile("-?(\\d+(\\.\\d*)?|\\.\\d+)[eE][+-]?\\d+");
  private static final Pattern OTHER_DATE =
      Pattern.compile(
          "(\\d{1,2}[/.-]\\d{1,2}[/.-](\\d{4}|\\d{2})|\\d{4}[/.]\\d{1,2}[/.]\\d{1,2})([ T,].*)?");
  private static final Pattern TIME_ZONE =
      Pattern.compile(".*([zZ]|UTC|GMT|[+-]\\d{2}(:?\\d{2})?)");
  private static final int LONGEST_NUMBER = 400;
  private static final int LONGEST_TIME = 45;

  private final TextValues values = new TextValues(ZoneOffset.UTC);
  private final ShapeField date;
  private final ShapeField timestamp;
  private final Row row;

  Classifier() {
    Schema schema =
        SchemaBuilder.record("times")
            .fields()
            .name("date")
            .type(LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT)))
            .noDefault()
            .name("timestamp")
            .type(LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG)))
            .noDefault()
            .endRecord();
    RecordShape shape = RecordShape.of(schema);
    date = shape.fields().get(0);
    timestamp = shape.fields().get(1);
    row = shape.newRow();
  }

  /** The kind of a cell's text, without blanks around it; not empty. */
  ValueKind ofText(String text) {
    char first = text.charAt(0);
    if (first == '-' || first == '+' || first == '.' || isDigit(first)) {
      ValueKind number = ofNumber(text);
      return number == ValueKind.TEXT ? ofString(text) : number;
    }
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return ValueKind.BOOLEAN;
    }
    if (text.equals("NaN") || text.equals("Infinity")) {
      return ValueKind.FLOATING;
    }
    return ValueKind.TEXT;
  }

  /** The kind of a text that cannot be a number or a boolean, such as a JSON string. */
  ValueKind ofString(String text) {
    if (text.isEmpty() || !isDigit(text.charAt(0)) || text.length() > LONGEST_TIME) {
      return ValueKind.TEXT;
    }
    boolean isoDay = text.length() >= 10 && text.charAt(4) == '-' && text.charAt(7) == '-';
    if (!isoDay) {
      return OTHER_DATE.matcher(text).matches() ? ValueKind.OTHER_DATE : ValueKind.TEXT;
    }
    if (text.length() == 10) {
      return reads(date, text) ? ValueKind.DATE : ValueKind.TEXT;
    }
    if (!reads(timestamp, text)) {
      return ValueKind.TEXT;
    }
    return TIME_ZONE.matcher(text.substring(10)).matches()
        ? ValueKind.TIMESTAMP
        : ValueKind.LOCAL_TIMESTAMP;
  }

  /** The kind of what begins like a number; text if it is none. */
  ValueKind ofNumber(String text) {
    if (text.length() > LONGEST_NUMBER) {
      return ValueKind.TEXT;
    }
    if (text.charAt(0) == '+') {
      return SCIENTIFIC.matcher(text.substring(1)).matches()
              || PLAIN.matcher(text.substring(1)).matches()
          ? ValueKind.NUMBER_AS_TEXT
          : ValueKind.TEXT;
    }
    if (PLAIN.matcher(text).matches()) {
      int digits = text.charAt(0) == '-' ? 1 : 0;
      boolean leadingZero =
          text.charAt(digits) == '0'
              && text.length() > digits + 1
              && text.charAt(digits + 1) != '.';
      if (leadingZero) {
        return ValueKind.NUMBER_AS_TEXT;
      }
      return text.indexOf('.') < 0 ? ValueKind.INTEGER : ValueKind.DECIMAL;
    }
    if (text.equals("-Infinity")) {
      return ValueKind.FLOATING;
    }
    // What a double would make infinite is kept as text.
    return SCIENTIFIC.matcher(text).matches() && !Double.isInfinite(Double.parseDouble(text))
        ? ValueKind.FLOATING
        : ValueKind.TEXT;
  }

  private boolean reads(ShapeField field, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      row.clear();
      values.set(row, field, bytes, 0, bytes.length);
      return true;
    } catch (BadRecordException e) {
      return false;
    }
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }
}
