package granary.dataset;

import granary.failure.InvalidRequestException;
import java.util.Locale;

/** How much time one partition of a dataset covers. */
public enum Grain {
  /** Reference data without a time: no period directory. */
  NONE,
  MONTH,
  DAY,
  HOUR;

  /** The value on the command line and in the ledger: {@code day}. */
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Grain parse(String text) {
    for (Grain grain : values()) {
      if (grain.value().equals(text.toLowerCase(Locale.ROOT))) {
        return grain;
      }
    }
    throw new InvalidRequestException(
        "Cannot read a grain: none, month, day or hour was expected (" + text + ")");
  }
}
