package granary.jobs.ingest;

import granary.commit.CommitId;
import granary.commit.CommitResult;
import granary.job.JobId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What an ingest came to; the fields of {@code ingest --json}.
 *
 * @param commit the commit's ID; null if there was nothing to commit
 * @param snapshot the ledger's snapshot that holds it, or the current one; null if there is none
 * @param rowsRead records found, good and bad
 * @param rowsWritten records that are in the dataset now
 * @param rowsQuarantined records set aside
 * @param alreadyIngested whether nothing was added, since all of it was there
 * @param files data files written
 * @param partitions partitions they are in
 * @param bytes their length together
 * @param seconds how long it took
 * @param quarantine the directory with the bad records; null if there are none
 * @param reasons how many records were bad, by reason
 * @param inputs input files that were read
 * @param inputsAlreadyIngested input files that were passed over, since they had been ingested
 * @param changed inputs that had been ingested before with another content, and were read again;
 *     the first {@value #MAX_CHANGED}
 * @param changedInputs how many there are in all
 * @param hive what became of the registration in Hive
 * @param job the job that did it; null if none was needed
 * @param notes what the user should know
 */
public record IngestReport(
    @Nullable String commit,
    @Nullable Long snapshot,
    long rowsRead,
    long rowsWritten,
    long rowsQuarantined,
    boolean alreadyIngested,
    long files,
    long partitions,
    long bytes,
    double seconds,
    @Nullable String quarantine,
    Map<String, Long> reasons,
    long inputs,
    long inputsAlreadyIngested,
    List<ChangedInput> changed,
    long changedInputs,
    String hive,
    @Nullable String job,
    List<String> notes) {
  static final int MAX_CHANGED = 100;
  private static final int MAX_NOTES = 3;
  private static final String NOT_NEEDED = "not needed";

  /** A commit that a job has just made. */
  static IngestReport committed(
      JobId job, CommitId commit, CommitTask.Result result, NewInputs inputs, double seconds) {
    IngestSummary summary = IngestSummary.of(result.summary());
    List<String> notes = new ArrayList<>(result.notes());
    inputs.changed().stream().limit(MAX_NOTES).map(ChangedInput::note).forEach(notes::add);
    if (inputs.changed().size() > MAX_NOTES) {
      notes.add("So were " + (inputs.changed().size() - MAX_NOTES) + " other files");
    }
    return new IngestReport(
        commit.value(),
        result.snapshot().orElse(null),
        summary.rowsRead(),
        summary.rowsWritten(),
        summary.rowsQuarantined(),
        false,
        summary.files(),
        summary.partitions(),
        summary.bytes(),
        seconds,
        summary.quarantine().orElse(null),
        summary.reasons(),
        summary.inputs(),
        inputs.known(),
        inputs.changed().stream().limit(MAX_CHANGED).toList(),
        inputs.changed().size(),
        result.hive(),
        job.value(),
        notes);
  }

  /** A commit of the ID that was given, found in the ledger. */
  static IngestReport repeated(CommitResult commit, double seconds) {
    IngestSummary summary = IngestSummary.of(commit.summary());
    return new IngestReport(
        commit.id().value(),
        commit.snapshotId(),
        summary.rowsRead(),
        summary.rowsWritten(),
        summary.rowsQuarantined(),
        true,
        summary.files(),
        summary.partitions(),
        summary.bytes(),
        seconds,
        summary.quarantine().orElse(null),
        summary.reasons(),
        summary.inputs(),
        summary.inputs(),
        List.of(),
        0,
        NOT_NEEDED,
        null,
        List.of("This commit is in the ledger already; nothing was added"));
  }

  /** All inputs were ingested before. */
  static IngestReport nothingNew(OptionalLong snapshot, int known, double seconds) {
    return new IngestReport(
        null,
        snapshot.isPresent() ? (Long) snapshot.getAsLong() : null,
        0,
        0,
        0,
        true,
        0,
        0,
        0,
        seconds,
        null,
        Map.of(),
        0,
        known,
        List.of(),
        0,
        NOT_NEEDED,
        null,
        List.of());
  }
}
