package granary.commit;

import granary.failure.InvalidRequestException;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Names a commit, so that repeating it is harmless: the ledger holds at most one commit of an ID.
 * Letters, digits, {@code -} and {@code .}, at most 100, so that it can stand in paths and
 * ZooKeeper nodes as it is.
 */
public record CommitId(String value) {
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,99}");

  public CommitId {
    if (!ALLOWED.matcher(value).matches()) {
      throw new InvalidRequestException(
          "Cannot name a commit '"
              + value
              + "': letters, digits, - and . are allowed, at most 100");
    }
  }

  public static CommitId random() {
    return new CommitId(UUID.randomUUID().toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
