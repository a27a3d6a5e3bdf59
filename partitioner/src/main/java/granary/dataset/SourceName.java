package granary.dataset;

import granary.failure.InvalidRequestException;
import java.nio.charset.StandardCharsets;

/**
 * The system that records came from: {@code pos-eu}, {@code mobile}. Any text of 1 to 200 UTF-8
 * bytes, as escaped in its directory's name, without control characters, blanks at its ends, or the
 * value that Hive keeps for NULL; case counts.
 */
public record SourceName(String value) implements Comparable<SourceName> {
  private static final int MAX_BYTES = 200;
  private static final String HIVE_NULL = "__HIVE_DEFAULT_PARTITION__";

  public SourceName {
    if (value.isBlank()
        || !value.equals(value.strip())
        || value.equals(HIVE_NULL)
        || value.codePoints().anyMatch(Character::isISOControl)
        || PartitionLayout.escape(value).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new InvalidRequestException(
          "Cannot name a source '"
              + value
              + "': 1 to 200 bytes of text without control characters or blanks at the ends");
    }
  }

  @Override
  public int compareTo(SourceName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
