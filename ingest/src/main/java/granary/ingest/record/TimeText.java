package granary.ingest.record;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalInt;

/**
 * Reads dates and times written as ISO 8601 has them.
 *
 * <p>A timestamp is {@code 2026-11-22}, {@code 2026-11-22T13:15}, {@code 2026-11-22 13:15:01} or
 * one with up to nine decimals of a second; behind the time {@code Z}, {@code +01}, {@code +0100}
 * or {@code +01:00}, or nothing, which means the dataset's zone: there a time that summer time
 * skips is moved forward, and of one that occurs twice the earlier is taken. Decimals finer than
 * the field are cut off. Thirteen digits in a field of milliseconds, or sixteen in one of
 * microseconds, are the number since 1970. Years are 0001 to 9999.
 */
final class TimeText {
  private static final int MICROS_IN_SECOND = 1_000_000;

  private static final long FIRST_SECOND = -62_135_596_800L;
  private static final long END_SECOND = 253_402_300_800L;

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

  /** The moment in the field's unit since 1970. */
  long timestamp(ShapeField field, byte[] text, int from, int to) throws BadRecordException {
    boolean millis = field.type() == FieldType.TIMESTAMP_MILLIS;
    if (to - from == (millis ? 13 : 16)) {
      long number = digits(text, from, to - from);
      if (number >= 0) {
        return number;
      }
    }
    long micros = micros(text, from, to);
    if (micros == Long.MIN_VALUE) {
      throw TextValues.wrong(field, text, from, to);
    }
    return millis ? Math.floorDiv(micros, 1000L) : micros;
  }

  private long micros(byte[] text, int from, int to) {
    int length = to - from;
    long day = length < 10 ? Long.MIN_VALUE : day(text, from);
    if (day == Long.MIN_VALUE) {
      return Long.MIN_VALUE;
    }
    if (length == 10) {
      long midnight = local(day * 86_400);
      return isInRange(midnight) ? midnight * MICROS_IN_SECOND : Long.MIN_VALUE;
    }
    boolean separated = text[from + 10] == 'T' || text[from + 10] == ' ' || text[from + 10] == 't';
    if (!separated || length < 16 || text[from + 13] != ':') {
      return Long.MIN_VALUE;
    }
    long hour = digits(text, from + 11, 2);
    long minute = digits(text, from + 14, 2);
    long second = 0;
    int position = from + 16;
    if (position < to && text[position] == ':') {
      second = to - position < 3 ? -1 : digits(text, position + 1, 2);
      position += 3;
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
      return Long.MIN_VALUE;
    }
    long fraction = 0;
    if (position < to && text[position] == '.') {
      int stop = position + 1;
      while (stop < to && text[stop] >= '0' && text[stop] <= '9') {
        stop++;
      }
      fraction = fractionMicros(text, position + 1, stop);
      position = stop;
    }
    long seconds = day * 86_400 + hour * 3600 + minute * 60 + second;
    long instant = position == to ? local(seconds) : withOffset(seconds, text, position, to);
    return fraction < 0 || !isInRange(instant)
        ? Long.MIN_VALUE
        : instant * MICROS_IN_SECOND + fraction;
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

  private static long withOffset(long seconds, byte[] text, int from, int to) {
    int length = to - from;
    if (length == 1 && (text[from] == 'Z' || text[from] == 'z')) {
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

  /** The day since 1970 of the ten characters at {@code from}; {@link Long#MIN_VALUE} if none. */
  private static long day(byte[] text, int from) {
    long year = digits(text, from, 4);
    long month = digits(text, from + 5, 2);
    long dayOfMonth = digits(text, from + 8, 2);
    if (text[from + 4] != '-'
        || text[from + 7] != '-'
        || year < 1
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
