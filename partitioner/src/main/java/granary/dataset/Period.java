package granary.dataset;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/**
 * The month, day or hour of event time that a partition covers, as a local time in the dataset's
 * zone; {@link #NONE} for reference data. When summer time ends, both instants of the repeated hour
 * fall into the same period.
 *
 * @param grain how long the period is
 * @param start its first local second; {@link LocalDateTime#MIN} with grain none
 */
public record Period(Grain grain, LocalDateTime start) implements Comparable<Period> {
  public static final Period NONE = new Period(Grain.NONE, LocalDateTime.MIN);

  public Period {
    LocalDateTime first =
        switch (grain) {
          case NONE -> LocalDateTime.MIN;
          case MONTH -> YearMonth.from(start).atDay(1).atStartOfDay();
          case DAY -> start.truncatedTo(ChronoUnit.DAYS);
          case HOUR -> start.truncatedTo(ChronoUnit.HOURS);
        };
    if (!first.equals(start)) {
      throw new IllegalArgumentException("Invalid start of a " + grain.value() + ": " + start);
    }
  }

  /** The period of {@code grain} that holds {@code instant} in {@code zone}. */
  public static Period of(Grain grain, Instant instant, ZoneId zone) {
    return of(grain, LocalDateTime.ofInstant(instant, zone));
  }

  /** The period of {@code grain} that holds {@code local}, a time in the dataset's zone. */
  public static Period of(Grain grain, LocalDateTime local) {
    return switch (grain) {
      case NONE -> NONE;
      case MONTH -> new Period(grain, YearMonth.from(local).atDay(1).atStartOfDay());
      case DAY -> new Period(grain, local.truncatedTo(ChronoUnit.DAYS));
      case HOUR -> new Period(grain, local.truncatedTo(ChronoUnit.HOURS));
    };
  }

  /** The day that the period begins with. Not for grain none. */
  public LocalDate day() {
    return start.toLocalDate();
  }

  /** The hour of the day that the period begins with, 0 to 23. Not for grain none. */
  public int hour() {
    return start.getHour();
  }

  /** The month, such as {@code 2026-11}. Not for grain none. */
  public String month() {
    return YearMonth.from(start).toString();
  }

  @Override
  public int compareTo(Period other) {
    return start.compareTo(other.start);
  }
}
