package granary.ingest.record;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalInt;

/**
 * Reads dates and times written as ISO 8601 has them.
 *
 * <p>A timestamp is {@code 2026-11-22}, {@code 2026-11-22T13:15}, {@code 2026-11-22 13:15:01} or
 * one with up to nine decimals of a second behind a point or a comma; behind the time, with a blank
 * between or not, {@code Z}, {@code UTC}, {@code GMT}, {@code +01}, {@code +0100} or {@code
 * +01:00}, or nothing, which means the dataset's zone: there a time that summer time skips is moved
 * forward, and of one that occurs twice the earlier is taken. In a field without zone nothing may
 * stand behind the time. Decimals finer than the field are cut off, but nanoseconds finer than the
 * microseconds that files hold are refused. Thirteen digits in a field of milliseconds, sixteen in
 * one of microseconds, or nineteen in one of nanoseconds, are the number since 1970, and so are
 * digits behind a minus sign, however many. Years are 0001 to 9999. A time is {@code 13:15} or
 * {@code 13:15:01} with up to nine decimals.
 */
final class TimeText {
  private static final long MICROS_IN_SECOND = 1_000_000;
  private static final long DAY_MICROS = 86_400 * MICROS_IN_SECOND;

  private static final long FIRST_SECOND = -62_135_596_800L;
  private static final long END_SECOND = 253_402_300_800L;

  // 0000-00- and 00:00:00 as words, with a 6 for each of their digits, and the bits that are 0 in
  // what differs from them in nothing but digits: see ByteWords.areDigits.
  private static final long MONTH = 0x2d30302d30303030L;
  private static final long MONTH_SIXES = 0x0006060006060606L;
  private static final long MONTH_BITS = 0xfff0f0fff0f0f0f0L;
  private static final long TIME = 0x30303a30303a3030L;
  private static final long TIME_SIXES = 0x0606000606000606L;
  private static final long TIME_BITS = 0xf0f0fff0f0fff0f0L;

  private final ZoneId zone;
  private final OptionalInt fixedOffsetSeconds;

  TimeText(ZoneId zone) {
    this.zone = zone;
    this.fixedOffsetSeconds =
        zone.getRules().isFixedOffset()
            ? OptionalInt.of(zone.getRules().getOffset(java.time.Instant.EPOCH).getTotalSeconds())
            : OptionalInt.empty();
  }

  /** Whether a second since 1970 lies in the years 0001 to 9999, UTC. */
  static boolean isInRange(long second) {
    return second >= FIRST_SECOND && second < END_SECOND;
  }

  /** Days since 1970. */
  long date(ShapeField field, byte[] text, int from, int to) throws BadRecordException {
    if (to - from != 10) {
      throw TextValues.wrong(field, text, from, to);
    }
    long day = day(text, from);
    if (day == Long.MIN_VALUE) {
      throw TextValues.wrong(field, text, from, to);
    }
    return day;
  }

  /** The moment in the unit of the field's slot since 1970. */
  long timestamp(ShapeField field, byte[] text, int from, int to) throws BadRecordException {
    FieldType type = field.type();
    boolean nanos = isNanos(type);
    if (to - from == epochDigits(type)) {
      long number = digits(text, from, to - from);
      if (number >= 0) {
        return number(field, number, text, from, to);
      }
    }
    if (to - from > 1 && to - from <= 20 && text[from] == '-') {
      long number = digits(text, from + 1, to - from - 1);
      if (number >= 0) {
        return number(field, -number, text, from, to);
      }
    }
    long micros = micros(text, from, to, type.isLocal());
    if (micros == Long.MIN_VALUE) {
      throw TextValues.wrong(field, text, from, to);
    }
    if (nanos && isFinerThanMicros(text, from, to)) {
      throw inexact(field, text, from, to);
    }
    return type.isMillis() ? Math.floorDiv(micros, 1000L) : micros;
  }

  /**
   * How long a number since 1970 is in text, in the type's unit: so seconds are not taken for it.
   */
  static int epochDigits(FieldType type) {
    return type.isMillis() ? 13 : isNanos(type) ? 19 : 16;
  }

  private static boolean isNanos(FieldType type) {
    return type == FieldType.TIMESTAMP_NANOS || type == FieldType.LOCAL_TIMESTAMP_NANOS;
  }

  private static boolean isFinerThanMicros(byte[] text, int from, int to) {
    int point = from;
    while (point < to && text[point] != '.' && text[point] != ',') {
      point++;
    }
    for (int i = point + 7; i < to && text[i] >= '0' && text[i] <= '9'; i++) {
      if (text[i] != '0') {
        return true;
      }
    }
    return false;
  }

  /** What a number in the unit of the field's declared type puts into its slot. */
  static long number(ShapeField field, long number, byte[] text, int from, int to)
      throws BadRecordException {
    FieldType type = field.type();
    if (type == FieldType.TIME_MILLIS || type == FieldType.TIME_MICROS) {
      long unit = type == FieldType.TIME_MILLIS ? 1000 : 1;
      if (number < 0 || number >= DAY_MICROS / unit) {
        throw TextValues.outOfRange(field, text, from, to);
      }
      return number * unit;
    }
    long stored = isNanos(type) ? Math.floorDiv(number, 1000L) : number;
    if (!isInRange(Math.floorDiv(stored, type.isMillis() ? 1_000L : MICROS_IN_SECOND))) {
      throw TextValues.outOfRange(field, text, from, to);
    }
    if (isNanos(type) && Math.floorMod(number, 1000L) != 0) {
      throw inexact(field, text, from, to);
    }
    return stored;
  }

  private static BadRecordException inexact(ShapeField field, byte[] text, int from, int to) {
    return new BadRecordException(
        BadRecordReason.INEXACT,
        "field "
            + field.path()
            + ": "
            + TextValues.shown(text, from, to)
            + " has finer nanoseconds than the microseconds that are kept");
  }

  /** Microseconds since midnight. */
  long time(ShapeField field, byte[] text, int from, int to) throws BadRecordException {
    boolean whole = to - from >= 5 && endOfTime(text, from + 5, to) == to;
    long micros = whole ? timeOfDay(text, from, to) : -1;
    if (micros < 0) {
      throw TextValues.wrong(field, text, from, to);
    }
    return field.type() == FieldType.TIME_MILLIS ? micros / 1000 * 1000 : micros;
  }

  private long micros(byte[] text, int from, int to, boolean isLocal) {
    int length = to - from;
    long day = length < 10 ? Long.MIN_VALUE : day(text, from);
    if (day == Long.MIN_VALUE) {
      return Long.MIN_VALUE;
    }
    if (length == 10) {
      long midnight = isLocal ? day * 86_400 : local(day * 86_400);
      return isInRange(midnight) ? midnight * MICROS_IN_SECOND : Long.MIN_VALUE;
    }
    boolean separated = text[from + 10] == 'T' || text[from + 10] == ' ' || text[from + 10] == 't';
    if (!separated || length < 16) {
      return Long.MIN_VALUE;
    }
    int position = endOfTime(text, from + 16, to);
    long micros = timeOfDay(text, from + 11, position);
    if (micros < 0) {
      return Long.MIN_VALUE;
    }
    long seconds = day * 86_400 + micros / MICROS_IN_SECOND;
    long instant;
    if (isLocal) {
      instant = position == to ? seconds : Long.MIN_VALUE;
    } else {
      instant = position == to ? local(seconds) : withOffset(seconds, text, position, to);
    }
    return isInRange(instant)
        ? instant * MICROS_IN_SECOND + micros % MICROS_IN_SECOND
        : Long.MIN_VALUE;
  }

  /**
   * The microseconds that {@code 13:15}, with what may follow of seconds, says; -1 if nothing.
   *
   * @param end where the time ends: {@link #endOfTime}
   */
  private static long timeOfDay(byte[] text, int from, int end) {
    if (end - from >= Long.BYTES) {
      long word = ByteWords.get(text, from) ^ TIME;
      if (ByteWords.areDigits(word, TIME_SIXES, TIME_BITS)) {
        long pairs = ByteWords.pairs(word);
        int position = from + Long.BYTES;
        long fraction = end > position ? fractionMicros(text, position + 1, end) : 0;
        return micros(pairs & 0xff, (pairs >>> 24) & 0xff, (pairs >>> 48) & 0xff, fraction);
      }
    }
    long hour = text[from + 2] == ':' ? digits(text, from, 2) : -1;
    long minute = digits(text, from + 3, 2);
    long second = 0;
    int position = from + 5;
    if (position < end && text[position] == ':') {
      second = end - position < 3 ? -1 : digits(text, position + 1, 2);
      position += 3;
    }
    long fraction = end > position ? fractionMicros(text, position + 1, end) : 0;
    return micros(hour, minute, second, fraction);
  }

  private static long micros(long hour, long minute, long second, long fraction) {
    boolean good =
        hour >= 0
            && hour <= 23
            && minute >= 0
            && minute <= 59
            && second >= 0
            && second <= 59
            && fraction >= 0;
    return good ? ((hour * 60 + minute) * 60 + second) * MICROS_IN_SECOND + fraction : -1;
  }

  /** Behind the seconds and their decimals, which begin at {@code from} if they are there. */
  private static int endOfTime(byte[] text, int from, int to) {
    int position = from;
    if (position < to && text[position] == ':') {
      position = Math.min(to, position + 3);
    }
    if (position < to && (text[position] == '.' || text[position] == ',')) {
      position++;
      while (position < to && text[position] >= '0' && text[position] <= '9') {
        position++;
      }
    }
    return position;
  }

  private static long fractionMicros(byte[] text, int from, int to) {
    if (to == from || to - from > 9) {
      return -1;
    }
    long micros = 0;
    for (int i = 0; i < 6; i++) {
      micros = micros * 10 + (from + i < to ? text[from + i] - '0' : 0);
    }
    return micros;
  }

  private long local(long localSeconds) {
    if (fixedOffsetSeconds.isPresent()) {
      return localSeconds - fixedOffsetSeconds.getAsInt();
    }
    return LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC)
        .atZone(zone)
        .toEpochSecond();
  }

  private static long withOffset(long seconds, byte[] text, int begin, int to) {
    int from = text[begin] == ' ' && to - begin > 1 ? begin + 1 : begin;
    int length = to - from;
    if ((length == 1 && (text[from] == 'Z' || text[from] == 'z'))
        || (length == 3 && (matches(text, from, "UTC") || matches(text, from, "GMT")))) {
      return seconds;
    }
    boolean colon = length == 6 && text[from + 3] == ':';
    if ((text[from] != '+' && text[from] != '-') || !(length == 3 || length == 5 || colon)) {
      return Long.MIN_VALUE;
    }
    long hours = digits(text, from + 1, 2);
    long minutes = length == 3 ? 0 : digits(text, to - 2, 2);
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) {
      return Long.MIN_VALUE;
    }
    long offset = hours * 3600 + minutes * 60;
    return text[from] == '+' ? seconds - offset : seconds + offset;
  }

  private static boolean matches(byte[] text, int from, String word) {
    boolean same = true;
    for (int i = 0; i < word.length(); i++) {
      same &= text[from + i] == word.charAt(i);
    }
    return same;
  }

  /** The day since 1970 of the ten characters at {@code from}; {@link Long#MIN_VALUE} if none. */
  private static long day(byte[] text, int from) {
    long word = ByteWords.get(text, from) ^ MONTH;
    if (!ByteWords.areDigits(word, MONTH_SIXES, MONTH_BITS)) {
      return Long.MIN_VALUE;
    }
    long pairs = ByteWords.pairs(word);
    long year = (pairs & 0xff) * 100 + ((pairs >>> 16) & 0xff);
    long month = (pairs >>> 40) & 0xff;
    long dayOfMonth = digits(text, from + 8, 2);
    if (year < 1
        || month < 1
        || month > 12
        || dayOfMonth < 1
        || dayOfMonth > daysIn(year, (int) month)) {
      return Long.MIN_VALUE;
    }
    // Days from civil, with the year beginning in March (H. Hinnant, "chrono-Compatible Low-Level
    // Date Algorithms").
    long shifted = month <= 2 ? year - 1 : year;
    long era = shifted / 400;
    long yearOfEra = shifted - era * 400;
    long dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dayOfMonth - 1;
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
  }

  private static int daysIn(long year, int month) {
    return switch (month) {
      case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** The number that {@code count} digits make; -1 if one is none. */
  private static long digits(byte[] text, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
