package granary.dataset;

import granary.failure.InvalidRequestException;
import java.util.Locale;

/** How often a partition is used. New partitions are {@link #HOT}. */
public enum Frequency {
  HOT,
  WARM,
  COLD;

  /** The value in paths, the ledger and SQL: {@code hot}. */
  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Frequency parse(String text) {
    for (Frequency frequency : values()) {
      if (frequency.value().equals(text.toLowerCase(Locale.ROOT))) {
        return frequency;
      }
    }
    throw new InvalidRequestException(
        "Cannot read a frequency: hot, warm or cold was expected (" + text + ")");
  }
}
