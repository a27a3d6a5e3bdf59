package granary.jobs.ingest;

import granary.commit.CommitResult;
import granary.commit.SnapshotCommits;
import granary.dataset.DatasetName;
import granary.ledger.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Snapshot;

/** Tells what commits have set aside, from the ledger's snapshots. */
public final class QuarantineList {
  private QuarantineList() {}

  /**
   * The bad records of one commit.
   *
   * @param commit its ID
   * @param records how many
   * @param reasons how many, by reason
   * @param location the directory with the records
   * @param committed when
   */
  public record Entry(
      String commit, long records, Map<String, Long> reasons, String location, Instant committed) {}

  /** The commits with bad records, the latest first. */
  public static List<Entry> of(Ledger ledger, DatasetName dataset) {
    List<Entry> entries = new ArrayList<>();
    for (Snapshot snapshot : ledger.table(dataset).snapshots()) {
      for (CommitResult commit : SnapshotCommits.of(snapshot)) {
        IngestSummary ingest = IngestSummary.of(commit.summary());
        ingest
            .quarantine()
            .ifPresent(
                location ->
                    entries.add(
                        new Entry(
                            commit.id().value(),
                            ingest.rowsQuarantined(),
                            ingest.reasons(),
                            location,
                            Instant.ofEpochMilli(snapshot.timestampMillis()))));
      }
    }
    entries.sort((left, right) -> right.committed().compareTo(left.committed()));
    return entries;
  }
}
