package granary.hive;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * One thing in which Hive and the ledger differ.
 *
 * @param kind what differs
 * @param partition the partition's directory below the dataset's; empty for the table itself
 * @param detail both sides, for people
 */
public record HiveDifference(Kind kind, String partition, String detail) {
  /** What can differ. */
  public enum Kind {
    TABLE_MISSING,
    TABLE_OF_ANOTHER_DATASET,
    PARTITION_MISSING,
    PARTITION_UNKNOWN,
    LOCATION;

    @JsonValue
    public String value() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
