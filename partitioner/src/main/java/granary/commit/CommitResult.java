package granary.commit;

import java.util.Map;

/**
 * A commit that is in the ledger.
 *
 * @param id its ID
 * @param snapshotId the ledger's snapshot that holds it
 * @param repeated whether it was there before this call
 * @param summary the snapshot's summary, with what the request put there
 */
public record CommitResult(
    CommitId id, long snapshotId, boolean repeated, Map<String, String> summary) {
  public CommitResult {
    summary = Map.copyOf(summary);
  }
}
