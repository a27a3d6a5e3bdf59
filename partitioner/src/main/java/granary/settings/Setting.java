package granary.settings;

import granary.failure.InvalidRequestException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One key of the configuration with its default and its meaning.
 *
 * @param <T> the type of its value
 * @param key dotted, lower case: {@code query.executor.memory}
 * @param defaultText the default as a user would write it
 * @param description one sentence, for {@code conf/granary.yaml} and the help
 * @param parser text to value; throws IllegalArgumentException with what was expected
 */
public record Setting<T>(
    String key, String defaultText, String description, Function<String, T> parser) {
  private static final Pattern SIZE =
      Pattern.compile("(\\d+)\\s*(B|KIB|MIB|GIB|TIB|K|M|G|T|KB|MB|GB|TB)?");
  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");

  public static Setting<String> text(String key, String defaultText, String description) {
    return new Setting<>(key, defaultText, description, text -> text);
  }

  public static Setting<Integer> integer(
      String key, int defaultValue, int min, int max, String description) {
    return new Setting<>(
        key,
        Integer.toString(defaultValue),
        description,
        text -> {
          int value = parseInt(text);
          if (value < min || value > max) {
            throw new IllegalArgumentException(
                "a whole number from " + min + " to " + max + " was expected");
          }
          return value;
        });
  }

  public static Setting<Boolean> flag(String key, boolean defaultValue, String description) {
    return new Setting<>(
        key,
        Boolean.toString(defaultValue),
        description,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "on", "yes" -> true;
              case "false", "off", "no" -> false;
              default -> throw new IllegalArgumentException("true or false was expected");
            });
  }

  /** A size in bytes, written {@code 128MiB}. */
  public static Setting<Long> size(String key, String defaultText, String description) {
    return new Setting<>(key, defaultText, description, Setting::parseSize);
  }

  /** A duration, written {@code 15m} or {@code PT15M}. */
  public static Setting<Duration> duration(String key, String defaultText, String description) {
    return new Setting<>(key, defaultText, description, Setting::parseDuration);
  }

  /** Reads a value that a user wrote for this key. */
  T parse(String text) {
    try {
      return parser.apply(text.strip());
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(
          "Cannot read setting " + key + ": " + e.getMessage() + " (" + text + ")", e);
    }
  }

  private static int parseInt(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a whole number was expected", e);
    }
  }

  /**
   * A size in bytes: {@code 128MiB}, {@code 128MB} and {@code 128m} are all binary.
   *
   * @throws IllegalArgumentException with what was expected
   */
  public static long parseSize(String text) {
    Matcher matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a size such as 128MiB was expected");
    }
    int shift =
        switch (matcher.group(2) == null ? 'B' : matcher.group(2).charAt(0)) {
          case 'K' -> 10;
          case 'M' -> 20;
          case 'G' -> 30;
          case 'T' -> 40;
          default -> 0;
        };
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("a size below 8 EiB was expected", e);
    }
  }

  /**
   * A duration: {@code 500ms}, {@code 15m}, {@code PT15M}, {@code P90D}.
   *
   * @throws IllegalArgumentException with what was expected
   */
  public static Duration parseDuration(String text) {
    String stripped = text.strip();
    try {
      if (stripped.startsWith("P") || stripped.startsWith("p")) {
        return Duration.parse(stripped);
      }
      Matcher matcher = DURATION.matcher(stripped.toLowerCase(Locale.ROOT));
      if (matcher.matches()) {
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
      }
    } catch (java.time.format.DateTimeParseException
        | ArithmeticException
        | NumberFormatException e) {
      throw new IllegalArgumentException("a duration such as 15m or P90D was expected", e);
    }
    throw new IllegalArgumentException("a duration such as 15m or P90D was expected");
  }
}
