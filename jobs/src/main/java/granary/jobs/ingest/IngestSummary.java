package granary.jobs.ingest;

import com.fasterxml.jackson.core.type.TypeReference;
import granary.commit.StagedFile;
import granary.ingest.WriteResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The counts of an ingest, as the snapshot's summary keeps them: they can be told again when a
 * commit is asked for by its ID.
 *
 * @param rowsRead records found, good and bad
 * @param rowsWritten records that are in the dataset
 * @param reasons how many records were bad, by reason
 * @param files data files
 * @param partitions partitions they are in
 * @param bytes their length together
 * @param inputs input files
 * @param quarantine the directory with the bad records
 */
public record IngestSummary(
    long rowsRead,
    long rowsWritten,
    Map<String, Long> reasons,
    long files,
    long partitions,
    long bytes,
    long inputs,
    Optional<String> quarantine) {
  private static final String ROWS_READ = "granary.rows-read";
  private static final String ROWS_WRITTEN = "granary.rows-written";
  private static final String REASONS = "granary.bad-records";
  private static final String FILES = "granary.files";
  private static final String PARTITIONS = "granary.partitions";
  private static final String BYTES = "granary.bytes";
  private static final String INPUTS = "granary.input-files";
  private static final String QUARANTINE = "granary.quarantine";

  /** The counts of all tasks together. */
  static IngestSummary of(List<WriteResult> results, String quarantineDirectory) {
    Map<String, Long> reasons = new TreeMap<>();
    results.forEach(
        result ->
            result.badRecords().forEach((code, count) -> reasons.merge(code, count, Long::sum)));
    List<StagedFile> files = results.stream().flatMap(result -> result.files().stream()).toList();
    return new IngestSummary(
        results.stream().mapToLong(WriteResult::rowsRead).sum(),
        results.stream().mapToLong(WriteResult::rowsWritten).sum(),
        reasons,
        files.size(),
        files.stream().map(StagedFile::partition).distinct().count(),
        files.stream().mapToLong(StagedFile::bytes).sum(),
        inputs(results),
        reasons.isEmpty() ? Optional.empty() : Optional.of(quarantineDirectory));
  }

  private static long inputs(List<WriteResult> results) {
    long divided =
        results.stream()
            .flatMap(result -> result.parts().stream())
            .map(part -> part.part().file().path())
            .distinct()
            .count();
    return divided + results.stream().mapToLong(result -> result.inputs().size()).sum();
  }

  /** The counts that a snapshot's summary holds; 0 for what it does not. */
  public static IngestSummary of(Map<String, String> summary) {
    return new IngestSummary(
        number(summary, ROWS_READ),
        number(summary, ROWS_WRITTEN),
        IngestJson.read(summary.getOrDefault(REASONS, "{}"), new TypeReference<>() {}),
        number(summary, FILES),
        number(summary, PARTITIONS),
        number(summary, BYTES),
        number(summary, INPUTS),
        Optional.ofNullable(summary.get(QUARANTINE)));
  }

  private static long number(Map<String, String> summary, String key) {
    return Long.parseLong(summary.getOrDefault(key, "0"));
  }

  /** What goes into the snapshot's summary. */
  Map<String, String> entries() {
    Map<String, String> entries = new HashMap<>();
    entries.put(ROWS_READ, Long.toString(rowsRead));
    entries.put(ROWS_WRITTEN, Long.toString(rowsWritten));
    entries.put(REASONS, IngestJson.write(reasons));
    entries.put(FILES, Long.toString(files));
    entries.put(PARTITIONS, Long.toString(partitions));
    entries.put(BYTES, Long.toString(bytes));
    entries.put(INPUTS, Long.toString(inputs));
    quarantine.ifPresent(directory -> entries.put(QUARANTINE, directory));
    return entries;
  }

  public long rowsQuarantined() {
    return reasons.values().stream().mapToLong(Long::longValue).sum();
  }
}
