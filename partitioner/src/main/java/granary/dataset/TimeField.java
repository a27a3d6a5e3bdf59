package granary.dataset;

import granary.failure.InvalidRequestException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * The field that gives a record its event time: a timestamp, a date, or a string read by a pattern.
 *
 * @param name a top-level field of the dataset's schema
 * @param pattern a {@link DateTimeFormatter} pattern, for a string field only
 */
public record TimeField(String name, Optional<String> pattern) {
  public TimeField {
    pattern.ifPresent(TimeField::read);
  }

  /** What reads the field's text; for a string field only. */
  public Optional<DateTimeFormatter> formatter() {
    return pattern.map(TimeField::read);
  }

  private static DateTimeFormatter read(String pattern) {
    try {
      // Strict, or 30 February would be the 28th; years are of our era unless the pattern says it.
      return new DateTimeFormatterBuilder()
          .appendPattern(pattern)
          .parseDefaulting(ChronoField.ERA, 1)
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(
          "Cannot read a time pattern: " + e.getMessage() + " (" + pattern + ")", e);
    }
  }
}
