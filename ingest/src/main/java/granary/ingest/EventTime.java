package granary.ingest;

import granary.dataset.Grain;
import granary.dataset.Period;
import granary.dataset.TimeField;
import granary.failure.InvalidRequestException;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.ShapeField;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the period that a row belongs to, from its time field, in the dataset's zone. Times of one
 * quarter of an hour are looked up once. Owned by one thread.
 */
final class EventTime {
  private static final int QUARTER_SECONDS = 900;
  private static final int REMEMBERED = 50_000;

  /** Quarters of an hour, or days, whose periods are kept: a power of two. */
  private static final int KNOWN = 1 << 12;

  private final Grain grain;
  private final ZoneId zone;
  private final Optional<ShapeField> field;
  private final Optional<DateTimeFormatter> formatter;
  private final long[] knownNumbers = new long[KNOWN];
  private final Period[] knownPeriods = new Period[KNOWN];
  private final Map<String, Period> byText = new HashMap<>();
  private final Map<Period, Period> periods = new HashMap<>();

  EventTime(RecordShape shape, Optional<TimeField> timeField, Grain grain, ZoneId zone) {
    this.grain = grain;
    Arrays.fill(knownNumbers, Long.MIN_VALUE);
    Arrays.fill(knownPeriods, Period.NONE);
    this.formatter = timeField.flatMap(TimeField::formatter);
    this.field =
        grain == Grain.NONE
            ? Optional.empty()
            : Optional.of(
                timeField
                    .flatMap(named -> shape.top(named.name()))
                    .orElseThrow(
                        () ->
                            new InvalidRequestException(
                                "Cannot ingest: the dataset's time field is not in its schema ("
                                    + timeField
                                    + ")")));
    // What is on a clock without zone is in the dataset's zone already.
    this.zone = field.filter(time -> time.type().isLocal()).isPresent() ? ZoneOffset.UTC : zone;
  }

  /** The row's period: the same object for all rows of one. */
  Period period(Row row) throws BadRecordException {
    if (field.isEmpty()) {
      return Period.NONE;
    }
    ShapeField time = field.get();
    if (row.isNull(time.slot())) {
      throw new BadRecordException(
          BadRecordReason.NO_TIME, "its time field " + time.path() + " is NULL");
    }
    return switch (time.type()) {
      case TIMESTAMP_MILLIS, LOCAL_TIMESTAMP_MILLIS ->
          ofSecond(time, Math.floorDiv(row.number(time.slot()), 1_000L));
      case TIMESTAMP_MICROS, TIMESTAMP_NANOS, LOCAL_TIMESTAMP_MICROS, LOCAL_TIMESTAMP_NANOS ->
          ofSecond(time, Math.floorDiv(row.number(time.slot()), 1_000_000L));
      case DATE -> ofDay(time, row.number(time.slot()));
      case STRING -> ofText(time, row);
      default -> throw new IllegalStateException("No time can be read from " + time.type());
    };
  }

  private Period ofSecond(ShapeField time, long second) throws BadRecordException {
    long quarter = Math.floorDiv(second, QUARTER_SECONDS);
    int at = (int) quarter & (KNOWN - 1);
    if (knownNumbers[at] == quarter) {
      return knownPeriods[at];
    }
    Period first = ofInstant(time, quarter * QUARTER_SECONDS);
    if (!first.equals(ofInstant(time, quarter * QUARTER_SECONDS + QUARTER_SECONDS - 1))) {
      // A zone whose offset is no whole number of quarters.
      return ofInstant(time, second);
    }
    knownNumbers[at] = quarter;
    knownPeriods[at] = first;
    return first;
  }

  private Period ofInstant(ShapeField time, long second) throws BadRecordException {
    try {
      return inRange(time, LocalDateTime.ofInstant(Instant.ofEpochSecond(second), zone));
    } catch (DateTimeException e) {
      throw outOfRange(time, Long.toString(second));
    }
  }

  private Period ofDay(ShapeField time, long day) throws BadRecordException {
    int at = (int) day & (KNOWN - 1);
    if (knownNumbers[at] != day) {
      knownPeriods[at] = inRange(time, LocalDate.ofEpochDay(day).atStartOfDay());
      knownNumbers[at] = day;
    }
    return knownPeriods[at];
  }

  private Period ofText(ShapeField time, Row row) throws BadRecordException {
    String text =
        new String(
            row.bytes(), row.offset(time.slot()), row.length(time.slot()), StandardCharsets.UTF_8);
    Period known = byText.get(text);
    if (known == null) {
      known = inRange(time, local(time, text));
      if (byText.size() >= REMEMBERED) {
        byText.clear();
      }
      byText.put(text, known);
    }
    return known;
  }

  private LocalDateTime local(ShapeField time, String text) throws BadRecordException {
    if (formatter.isEmpty()) {
      throw new IllegalStateException("No pattern for the time field " + time.path());
    }
    try {
      TemporalAccessor parsed =
          formatter
              .get()
              .parseBest(
                  text, Instant::from, LocalDateTime::from, LocalDate::from, YearMonth::from);
      if (parsed instanceof Instant instant) {
        return LocalDateTime.ofInstant(instant, zone);
      }
      if (parsed instanceof LocalDateTime local) {
        return local;
      }
      return parsed instanceof LocalDate date
          ? date.atStartOfDay()
          : YearMonth.from(parsed).atDay(1).atStartOfDay();
    } catch (DateTimeException e) {
      throw new BadRecordException(
          BadRecordReason.NO_TIME,
          "its time field " + time.path() + " does not follow the pattern: '" + text + "'");
    }
  }

  private Period inRange(ShapeField time, LocalDateTime local) throws BadRecordException {
    if (local.getYear() < 1 || local.getYear() > 9999) {
      throw outOfRange(time, local.toString());
    }
    return periods.computeIfAbsent(Period.of(grain, local), period -> period);
  }

  private static BadRecordException outOfRange(ShapeField time, String value) {
    return new BadRecordException(
        BadRecordReason.OUT_OF_RANGE,
        "its time field " + time.path() + " is outside the years 0001 to 9999: " + value);
  }
}
