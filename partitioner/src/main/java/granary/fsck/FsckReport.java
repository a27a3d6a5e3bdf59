package granary.fsck;

import java.util.List;

/**
 * What a check found.
 *
 * @param differences what differs, or did before it was repaired
 * @param rows records in live files: as read where blocks were read, else as the ledger says
 * @param files live files
 */
public record FsckReport(List<FsckDifference> differences, long rows, long files) {
  public FsckReport {
    differences = List.copyOf(differences);
  }

  /** Whether something still differs. */
  public boolean isAtOdds() {
    return differences.stream().anyMatch(difference -> !difference.repaired());
  }
}
