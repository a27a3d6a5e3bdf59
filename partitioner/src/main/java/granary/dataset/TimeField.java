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
  /** English words, and the weeks of a region that has those of ISO 8601. */
  private static final Locale ENGLISH_ISO_WEEKS =
      new Locale.Builder().setLanguage("en").setUnicodeLocaleKeyword("rg", "gbzzzz").build();

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
      // Words are read in any case, as databases write NOV or pm.
      return new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern(pattern)
          .parseDefaulting(ChronoField.ERA, 1)
          .toFormatter(ENGLISH_ISO_WEEKS)
          .withResolverStyle(ResolverStyle.STRICT);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(
          "Cannot read a time pattern: " + e.getMessage() + " (" + pattern + ")", e);
    }
  }
}
