package granary.ingest;

import granary.commit.IngestedInput;
import granary.commit.StagedFile;
import java.util.List;
import java.util.Map;

/**
 * What a task has written; JSON between processes.
 *
 * @param files data files, staged
 * @param inputs the input files, with their digests
 * @param rowsRead records found, good and bad
 * @param rowsWritten records in {@code files}
 * @param badRecords how many were bad, by {@link granary.ingest.record.BadRecordReason#code}
 * @param quarantineFiles full URIs of the files with bad records
 * @param ignored what the records held that no field takes, with how many records held it
 */
public record WriteResult(
    List<StagedFile> files,
    List<IngestedInput> inputs,
    long rowsRead,
    long rowsWritten,
    Map<String, Long> badRecords,
    List<String> quarantineFiles,
    Map<String, Long> ignored) {
  public WriteResult {
    files = List.copyOf(files);
    inputs = List.copyOf(inputs);
    badRecords = Map.copyOf(badRecords);
    quarantineFiles = List.copyOf(quarantineFiles);
    ignored = Map.copyOf(ignored);
  }

  public long rowsQuarantined() {
    return badRecords.values().stream().mapToLong(Long::longValue).sum();
  }
}
