package granary.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Amounts {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Amounts() {}

  /** {@code 1,234,567}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** {@code 1 file}, {@code 1,200 files}. */
  public static String of(long value, String thing) {
    return count(value) + " " + thing + (value == 1 ? "" : "s");
  }

  /** {@code 812 B}, {@code 1.4 GiB}. */
  public static String bytes(long value) {
    if (value < 1024) {
      return value + " B";
    }
    double amount = value;
    int unit = -1;
    while (amount >= 1023.95 && unit < UNITS.length - 1) {
      amount /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
  }

  /** {@code 0.42 s}, {@code 12.3 s}, {@code 3 min 20 s}, {@code 2 h 5 min}. */
  public static String seconds(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
    return seconds < 3600
        ? seconds / 60 + " min " + seconds % 60 + " s"
        : count(seconds / 3600) + " h " + seconds % 3600 / 60 + " min";
  }
}
