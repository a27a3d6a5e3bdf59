package granary.commit;

import java.util.List;

/**
 * A commit that is decided and not finished.
 *
 * @param id its ID
 * @param abandoned whether the process that decided it is not at it any more
 * @param files the full paths that its files get or have
 */
public record PendingCommit(CommitId id, boolean abandoned, List<String> files) {
  public PendingCommit {
    files = List.copyOf(files);
  }
}
