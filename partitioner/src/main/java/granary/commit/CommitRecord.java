package granary.commit;

import java.util.Map;

/**
 * A finished commit, as it is found by its ID when its snapshot has long expired.
 *
 * @param id the commit's ID
 * @param snapshotId the snapshot that holds it
 * @param summary the snapshot's summary
 */
record CommitRecord(CommitId id, long snapshotId, Map<String, String> summary) {
  CommitResult result() {
    return new CommitResult(id, snapshotId, true, summary);
  }
}
