package granary.job;

import granary.failure.InvalidRequestException;
import java.util.regex.Pattern;

/**
 * Names a job: {@code query-20261122-131501-3f9a}. It stands in paths and ZooKeeper nodes as it is.
 */
public record JobId(String value) {
  private static final Pattern ALLOWED = Pattern.compile("[a-z0-9][a-z0-9-]{0,79}");

  public JobId {
    if (!ALLOWED.matcher(value).matches()) {
      throw new InvalidRequestException(
          "Cannot name a job '" + value + "': lower case letters, digits and - were expected");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
