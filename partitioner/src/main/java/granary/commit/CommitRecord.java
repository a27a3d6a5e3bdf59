package granary.commit;

import java.util.Map;

/**
 * A commit that is in the ledger.
 *
 * @param id the commit's ID
 * @param snapshotId the snapshot that holds it
 * @param summary what its request put there, with its ID
 */
record CommitRecord(CommitId id, long snapshotId, Map<String, String> summary) {
  CommitRecord {
    summary = Map.copyOf(summary);
  }

  CommitResult result(boolean repeated) {
    return new CommitResult(id, snapshotId, repeated, summary);
  }
}
