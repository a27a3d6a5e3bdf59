package granary.dataset;

import granary.failure.InvalidRequestException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory of each partition, relative to its dataset's: {@code
 * source=pos-eu/frequency=hot/day=2026-11-22/hour=05}. Values are escaped as Hive escapes them, so
 * Hive would choose the same names; hours have two digits so that listings sort. Text that is not
 * ASCII stays as it is.
 */
public final class PartitionLayout {
  // As org.apache.hadoop.hive.common.FileUtils does.
  private static final String ESCAPED = "\"#%'*/:=?\\\u007F{[]^";

  private static final String VERSION = "version=";

  private PartitionLayout() {}

  /** The partition's directory, without a slash at either end. */
  public static String path(Grain grain, PartitionKey key) {
    String parents =
        "source=" + escape(key.source().value()) + "/frequency=" + escape(key.frequency().value());
    Period period = key.period();
    if (period.grain() != grain) {
      throw new IllegalArgumentException(
          "Invalid partition of grain " + grain.value() + ": " + period);
    }
    return switch (grain) {
      case NONE -> parents;
      case MONTH -> parents + "/month=" + period.month();
      case DAY -> parents + "/day=" + period.day();
      case HOUR ->
          parents + "/day=" + period.day() + "/hour=" + String.format("%02d", period.hour());
    };
  }

  /**
   * The directory of a version of the partition: a rewrite never touches live files, so it puts
   * what it writes into a new version, {@code version=7/source=pos-eu/…}. Version 0 is the first,
   * and has no directory of its own.
   */
  public static String path(Grain grain, PartitionKey key, long version) {
    return version == 0 ? path(grain, key) : VERSION + version + "/" + path(grain, key);
  }

  /** The version that a directory or file, relative to its dataset's directory, belongs to. */
  public static long version(String path) {
    if (!path.startsWith(VERSION)) {
      return 0;
    }
    int end = path.indexOf('/');
    String number = path.substring(VERSION.length(), end < 0 ? path.length() : end);
    try {
      return Long.parseLong(number);
    } catch (NumberFormatException e) {
      throw invalid(path, "a number was expected after " + VERSION);
    }
  }

  /**
   * The partition that {@link #path} gave this directory for.
   *
   * @throws InvalidRequestException if it is no partition's directory
   */
  public static PartitionKey parse(Grain grain, String path) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (String component : path.split("/", -1)) {
      int equals = component.indexOf('=');
      if (equals < 0) {
        throw invalid(path, "NAME=VALUE was expected in " + component);
      }
      names.add(component.substring(0, equals));
      values.add(unescape(component.substring(equals + 1)));
    }
    if (!names.equals(PartitionColumns.names(grain))) {
      throw invalid(path, "the directories " + PartitionColumns.names(grain) + " were expected");
    }
    try {
      return new PartitionKey(
          new SourceName(values.get(0)), Frequency.parse(values.get(1)), period(grain, values));
    } catch (DateTimeException | NumberFormatException e) {
      throw invalid(path, String.valueOf(e.getMessage()));
    }
  }

  private static Period period(Grain grain, List<String> values) {
    return switch (grain) {
      case NONE -> Period.NONE;
      case MONTH -> Period.of(grain, YearMonth.parse(values.get(2)).atDay(1).atStartOfDay());
      case DAY -> Period.of(grain, LocalDate.parse(values.get(2)).atStartOfDay());
      case HOUR ->
          Period.of(
              grain, LocalDate.parse(values.get(2)).atTime(Integer.parseInt(values.get(3)), 0));
    };
  }

  /** A value as Hive writes it into a directory's name. */
  public static String escape(String value) {
    StringBuilder escaped = new StringBuilder();
    value
        .chars()
        .forEach(
            unit -> {
              if (unit < ' ' || ESCAPED.indexOf(unit) >= 0) {
                escaped.append(String.format("%%%02X", unit));
              } else {
                escaped.append((char) unit);
              }
            });
    return escaped.toString();
  }

  private static String unescape(String text) {
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      int code = text.charAt(i) == '%' && i + 2 < text.length() ? code(text, i) : -1;
      if (code >= 0) {
        value.append((char) code);
        i += 2;
      } else {
        value.append(text.charAt(i));
      }
    }
    return value.toString();
  }

  private static int code(String text, int percent) {
    int high = Character.digit(text.charAt(percent + 1), 16);
    int low = Character.digit(text.charAt(percent + 2), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static InvalidRequestException invalid(String path, String reason) {
    return new InvalidRequestException(
        "Cannot read a partition's directory: " + reason + " (" + path + ")");
  }
}
