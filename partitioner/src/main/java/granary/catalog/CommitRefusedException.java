package granary.catalog;

import org.apache.iceberg.exceptions.ForbiddenException;

/**
 * A check that goes with the pointer's move did not hold: the table was fenced, or what the commit
 * was to finish is finished. Nothing was committed, and trying again would fail again. Iceberg does
 * not retry it and removes what the commit wrote; over REST it is a 403.
 */
public final class CommitRefusedException extends ForbiddenException {
  private static final long serialVersionUID = 1L;

  CommitRefusedException(String table, String reason) {
    super("Cannot commit %s: %s", table, reason);
  }
}
