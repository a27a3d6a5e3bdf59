package granary.ingest.record;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Base64;
import java.util.TreeSet;

/**
 * Puts text into a row by its field's type. The rules:
 *
 * <ul>
 *   <li>int, long: a whole number in the type's range; {@code 12.0} and {@code 1e3} are whole.
 *   <li>float, double: a decimal number with or without exponent, {@code NaN}, {@code Infinity},
 *       {@code -Infinity}; a number too large for the type is bad, not infinite.
 *   <li>decimal: exact. A value that has more places or digits than the field is bad, not rounded.
 *   <li>boolean: {@code true, t, yes, y, 1} and {@code false, f, no, n, 0}, in any case.
 *   <li>date: {@code 2026-11-22}, years 0001 to 9999.
 *   <li>times and timestamps: see {@link TimeText}.
 *   <li>string: UTF-8 as it is; enum: one of its symbols; uuid: hexadecimal with hyphens, kept in
 *       lower case; bytes, fixed: Base64.
 * </ul>
 *
 * Blanks around anything but strings are ignored.
 */
public final class TextValues {
  /** Longer numbers are bad: no number that fits a field needs so many characters. */
  private static final int MAX_NUMBER_CHARACTERS = 400;

  private static final int UUID_CHARACTERS = 36;

  /** Whole numbers of so many digits are exact in a float, and so are powers of ten below them. */
  private static final int FLOAT_DIGITS = 7;

  private static final long[] POWERS = new long[19];
  private static final double[] EXACT_POWERS = new double[23];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
    EXACT_POWERS[0] = 1;
    for (int i = 1; i < EXACT_POWERS.length; i++) {
      EXACT_POWERS[i] = EXACT_POWERS[i - 1] * 10;
    }
  }

  private final TimeText times;

  /**
   * The rules in a zone.
   *
   * @param zone the zone of times that name none
   */
  public TextValues(ZoneId zone) {
    this.times = new TimeText(zone);
  }

  /**
   * Sets the field to what the bytes from {@code start} to before {@code stop} say.
   *
   * @throws BadRecordException if they say nothing that the field can hold
   */
  public void set(Row row, ShapeField field, byte[] text, int start, int stop)
      throws BadRecordException {
    if (field.type() == FieldType.STRING) {
      Utf8.check(text, start, stop, field.path());
      row.setBytes(field.slot(), text, start, stop);
      return;
    }
    int from = start;
    int to = stop;
    while (from < to && (text[from] == ' ' || text[from] == '\t')) {
      from++;
    }
    while (from < to && (text[to - 1] == ' ' || text[to - 1] == '\t')) {
      to--;
    }
    switch (field.type()) {
      case BOOLEAN -> row.setNumber(field.slot(), bool(field, text, from, to));
      case INT, LONG -> row.setNumber(field.slot(), whole(field, text, from, to));
      case FLOAT, DOUBLE -> row.setFloating(field.slot(), floating(field, text, from, to));
      case SHORT_DECIMAL, LONG_DECIMAL -> decimal(row, field, text, from, to);
      case DATE -> row.setNumber(field.slot(), times.date(field, text, from, to));
      case TIME_MILLIS, TIME_MICROS ->
          row.setNumber(field.slot(), times.time(field, text, from, to));
      case TIMESTAMP_MILLIS,
          TIMESTAMP_MICROS,
          TIMESTAMP_NANOS,
          LOCAL_TIMESTAMP_MILLIS,
          LOCAL_TIMESTAMP_MICROS,
          LOCAL_TIMESTAMP_NANOS ->
          row.setNumber(field.slot(), times.timestamp(field, text, from, to));
      case BYTES, FIXED -> bytes(row, field, text, from, to);
      case ENUM -> symbol(row, field, text, from, to);
      case UUID -> uuid(row, field, text, from, to);
      case STRING, NULL, ARRAY, MAP, RECORD -> throw wrong(field, text, from, to);
    }
  }

  /**
   * Sets a timestamp field to a whole number since 1970 in its unit, within the years 0001 to 9999,
   * or a time to one since midnight.
   *
   * @throws BadRecordException if it is not
   */
  public void setEpoch(Row row, ShapeField field, byte[] text, int from, int to)
      throws BadRecordException {
    row.setNumber(
        field.slot(), TimeText.number(field, whole(field, text, from, to), text, from, to));
  }

  private static void symbol(Row row, ShapeField field, byte[] text, int from, int to)
      throws BadRecordException {
    if (!field.details().symbols().contains(string(text, from, to))) {
      throw wrong(field, text, from, to);
    }
    row.setBytes(field.slot(), text, from, to);
  }

  private static void uuid(Row row, ShapeField field, byte[] text, int from, int to)
      throws BadRecordException {
    byte[] value = new byte[UUID_CHARACTERS];
    boolean good = to - from == UUID_CHARACTERS;
    for (int i = 0; good && i < UUID_CHARACTERS; i++) {
      byte next = text[from + i];
      boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
      good = hyphen ? next == '-' : next > 0 && Character.digit(next, 16) >= 0;
      value[i] = (byte) Character.toLowerCase(next);
    }
    if (!good) {
      throw wrong(field, text, from, to);
    }
    row.setBytes(field.slot(), value, 0, UUID_CHARACTERS);
  }

  private static long bool(ShapeField field, byte[] text, int from, int to)
      throws BadRecordException {
    if (to - from <= 5) {
      switch (string(text, from, to).toLowerCase(java.util.Locale.ROOT)) {
        case "true", "t", "yes", "y", "1" -> {
          return 1;
        }
        case "false", "f", "no", "n", "0" -> {
          return 0;
        }
        default -> {}
      }
    }
    throw wrong(field, text, from, to);
  }

  private static long whole(ShapeField field, byte[] text, int from, int to)
      throws BadRecordException {
    int position = from;
    boolean negative = position < to && text[position] == '-';
    if (negative || (position < to && text[position] == '+')) {
      position++;
    }
    long value = 0;
    boolean plain = position < to && to - position <= 18;
    for (int i = position; plain && i < to; i++) {
      int digit = text[i] - '0';
      plain = digit >= 0 && digit <= 9;
      value = value * 10 + digit;
    }
    if (plain) {
      value = negative ? -value : value;
    } else {
      value = wholeBySlowPath(field, text, from, to);
    }
    if (field.type() == FieldType.INT && value != (int) value) {
      throw outOfRange(field, text, from, to);
    }
    return value;
  }

  private static long wholeBySlowPath(ShapeField field, byte[] text, int from, int to)
      throws BadRecordException {
    BigDecimal value = number(field, text, from, to);
    if (value.signum() == 0) {
      return 0;
    }
    if (value.precision() - (long) value.scale() > 19) {
      throw outOfRange(field, text, from, to);
    }
    if (value.stripTrailingZeros().scale() > 0) {
      throw wrong(field, text, from, to);
    }
    BigInteger whole = value.toBigInteger();
    if (whole.bitLength() > 63) {
      throw outOfRange(field, text, from, to);
    }
    return whole.longValue();
  }

  private static double floating(ShapeField field, byte[] text, int from, int to)
      throws BadRecordException {
    int position = from;
    boolean negative = position < to && text[position] == '-';
    if (negative) {
      position++;
    }
    long digits = 0;
    int count = 0;
    int point = -1;
    boolean plain = position < to && to - position <= 16;
    for (int i = position; plain && i < to; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        count++;
      } else {
        plain = text[i] == '.' && point < 0;
        point = count;
      }
    }
    double value;
    boolean single = field.type() == FieldType.FLOAT;
    if (plain && count > 0 && count <= (single ? FLOAT_DIGITS : 15)) {
      // Exact: both are whole numbers that the type holds, so the quotient is rounded once.
      double power = point < 0 ? 1 : EXACT_POWERS[count - point];
      value = single ? (float) digits / (float) power : digits / power;
      value = negative ? -value : value;
    } else {
      value = floatingBySlowPath(field, text, from, to);
    }
    return value;
  }

  private static double floatingBySlowPath(ShapeField field, byte[] text, int from, int to)
      throws BadRecordException {
    int length = to - from;
    if (length <= 9) {
      switch (string(text, from, to)) {
        case "NaN" -> {
          return Double.NaN;
        }
        case "Infinity" -> {
          return Double.POSITIVE_INFINITY;
        }
        case "-Infinity" -> {
          return Double.NEGATIVE_INFINITY;
        }
        default -> {}
      }
    }
    checkNumber(field, text, from, to);
    String number = string(text, from, to);
    // A float by way of a double would be rounded twice.
    double value =
        field.type() == FieldType.FLOAT ? Float.parseFloat(number) : Double.parseDouble(number);
    if (Double.isInfinite(value)) {
      throw outOfRange(field, text, from, to);
    }
    return value;
  }

  private static void decimal(Row row, ShapeField field, byte[] text, int from, int to)
      throws BadRecordException {
    if (field.type() == FieldType.SHORT_DECIMAL && shortDecimal(row, field, text, from, to)) {
      return;
    }
    BigDecimal value = number(field, text, from, to);
    BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    if (stripped.scale() > field.scale()) {
      throw new BadRecordException(
          BadRecordReason.INEXACT,
          "field "
              + field.path()
              + ": "
              + shown(text, from, to)
              + " has more than "
              + field.scale()
              + " decimal places");
    }
    if (stripped.precision() - (long) stripped.scale() > field.precision() - field.scale()) {
      throw outOfRange(field, text, from, to);
    }
    BigInteger unscaled = stripped.setScale(field.scale()).unscaledValue();
    if (field.type() == FieldType.SHORT_DECIMAL) {
      row.setNumber(field.slot(), unscaled.longValueExact());
    } else {
      byte[] bytes = unscaled.toByteArray();
      row.setBytes(field.slot(), bytes, 0, bytes.length);
    }
  }

  /** Plain digits with at most the field's places; false if the slow path has to decide. */
  private static boolean shortDecimal(Row row, ShapeField field, byte[] text, int from, int to) {
    int position = from;
    boolean negative = position < to && text[position] == '-';
    if (negative) {
      position++;
    }
    if (to - position > FieldType.SHORT_DECIMAL_DIGITS || position == to) {
      return false;
    }
    long digits = 0;
    int places = -1;
    int count = 0;
    for (int i = position; i < to; i++) {
      int digit = text[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        count++;
        places = places < 0 ? places : places + 1;
      } else if (text[i] == '.' && places < 0) {
        places = 0;
      } else {
        return false;
      }
    }
    int missing = field.scale() - Math.max(places, 0);
    int whole = count - Math.max(places, 0);
    if (count == 0 || missing < 0 || whole > field.precision() - field.scale()) {
      return false;
    }
    long unscaled = digits * POWERS[missing];
    row.setNumber(field.slot(), negative ? -unscaled : unscaled);
    return true;
  }

  private static void bytes(Row row, ShapeField field, byte[] text, int from, int to)
      throws BadRecordException {
    try {
      byte[] bytes = Base64.getDecoder().decode(java.util.Arrays.copyOfRange(text, from, to));
      if (field.type() == FieldType.FIXED && bytes.length != field.details().size()) {
        throw wrong(field, text, from, to);
      }
      row.setBytes(field.slot(), bytes, 0, bytes.length);
    } catch (IllegalArgumentException e) {
      throw wrong(field, text, from, to);
    }
  }

  private static BigDecimal number(ShapeField field, byte[] text, int from, int to)
      throws BadRecordException {
    checkNumber(field, text, from, to);
    try {
      return new BigDecimal(string(text, from, to));
    } catch (NumberFormatException e) {
      // The grammar is right, so the exponent is beyond what can be held.
      throw outOfRange(field, text, from, to);
    }
  }

  /** Sign, digits with at most one point, exponent: nothing else of what Java would read. */
  private static void checkNumber(ShapeField field, byte[] text, int from, int to)
      throws BadRecordException {
    if (to - from > MAX_NUMBER_CHARACTERS) {
      throw outOfRange(field, text, from, to);
    }
    int position = from;
    if (position < to && (text[position] == '-' || text[position] == '+')) {
      position++;
    }
    int start = position;
    position = digits(text, position, to);
    int count = position - start;
    if (position < to && text[position] == '.') {
      int places = digits(text, position + 1, to);
      count += places - position - 1;
      position = places;
    }
    boolean good = count > 0;
    if (good && position < to && (text[position] == 'e' || text[position] == 'E')) {
      position++;
      if (position < to && (text[position] == '-' || text[position] == '+')) {
        position++;
      }
      int exponent = digits(text, position, to);
      good = exponent > position;
      position = exponent;
    }
    if (!good || position != to) {
      throw wrong(field, text, from, to);
    }
  }

  private static int digits(byte[] text, int from, int to) {
    int position = from;
    while (position < to && text[position] >= '0' && text[position] <= '9') {
      position++;
    }
    return position;
  }

  private static String string(byte[] text, int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }

  static BadRecordException wrong(ShapeField field, byte[] text, int from, int to) {
    return new BadRecordException(
        BadRecordReason.WRONG_TYPE,
        "field " + field.path() + ": " + shown(text, from, to) + " is not " + named(field));
  }

  static BadRecordException outOfRange(ShapeField field, byte[] text, int from, int to) {
    return new BadRecordException(
        BadRecordReason.OUT_OF_RANGE,
        "field " + field.path() + ": " + shown(text, from, to) + " is beyond " + named(field));
  }

  private static String named(ShapeField field) {
    return switch (field.type()) {
      case BOOLEAN -> "a boolean";
      case INT -> "an int";
      case LONG -> "a long";
      case FLOAT -> "a float";
      case DOUBLE -> "a double";
      case STRING -> "a string";
      case ENUM -> "one of " + new TreeSet<>(field.details().symbols());
      case UUID -> "a UUID such as 123e4567-e89b-12d3-a456-426614174000";
      case BYTES -> "Base64";
      case FIXED -> "Base64 of " + field.details().size() + " bytes";
      case SHORT_DECIMAL, LONG_DECIMAL ->
          "a decimal(" + field.precision() + "," + field.scale() + ")";
      case DATE -> "a date such as 2026-11-22";
      case TIME_MILLIS, TIME_MICROS -> "a time such as 13:15:01";
      case TIMESTAMP_MILLIS, TIMESTAMP_MICROS, TIMESTAMP_NANOS ->
          "a timestamp such as 2026-11-22T13:15:01Z, or "
              + TimeText.epochDigits(field.type())
              + " digits since 1970";
      case LOCAL_TIMESTAMP_MILLIS, LOCAL_TIMESTAMP_MICROS, LOCAL_TIMESTAMP_NANOS ->
          "a timestamp without zone such as 2026-11-22T13:15:01, or "
              + TimeText.epochDigits(field.type())
              + " digits since 1970";
      case NULL -> "NULL, and the field can be nothing else";
      case ARRAY -> "an array";
      case MAP -> "a map";
      case RECORD -> "a record";
    };
  }

  /** The value for a message: its beginning, in quotation marks. */
  public static String shown(byte[] text, int from, int to) {
    int length = Math.min(to - from, 40);
    String value = new String(text, from, length, StandardCharsets.UTF_8);
    return "'" + value + (length < to - from ? "…'" : "'");
  }
}
