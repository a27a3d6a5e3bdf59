package granary.dataset;

import granary.failure.InvalidRequestException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a dataset, which is its type: {@code transactions}, {@code logs}. Lower case letters,
 * digits and {@code _}, beginning with a letter, at most 128 characters, so that it is the same in
 * paths, Hive and SQL.
 */
public record DatasetName(String value) implements Comparable<DatasetName> {
  private static final Pattern ALLOWED = Pattern.compile("[a-z][a-z0-9_]{0,127}");

  public DatasetName {
    if (!ALLOWED.matcher(value).matches()) {
      throw new InvalidRequestException(
          "Cannot name a dataset '"
              + value
              + "': lower case letters, digits and _ are allowed, the first a letter, at most 128");
    }
  }

  /** The name as a user typed it; case does not count. */
  public static DatasetName parse(String text) {
    return new DatasetName(text.toLowerCase(Locale.ROOT));
  }

  @Override
  public int compareTo(DatasetName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
