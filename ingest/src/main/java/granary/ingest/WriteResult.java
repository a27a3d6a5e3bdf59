package granary.ingest;

import granary.commit.IngestedInput;
import granary.commit.StagedFile;
import granary.ingest.input.ReadPart;
import java.util.List;
import java.util.Map;

/**
 * What a task has written; JSON between processes.
 *
 * @param files data files, staged
 * @param inputs the input files that were read whole, with their digests
 * @param parts what was read of others
 * @param rowsRead records found, good and bad
 * @param rowsWritten records in {@code files}
 * @param badRecords how many were bad, by {@link granary.ingest.record.BadRecordReason#code}
 * @param quarantineFiles full URIs of the files with bad records
 * @param ignored what the records held that no field takes, with how many records held it
 * @param doubts what the user should look at, by file; the first few
 */
public record WriteResult(
    List<StagedFile> files,
    List<IngestedInput> inputs,
    List<ReadPart> parts,
    long rowsRead,
    long rowsWritten,
    Map<String, Long> badRecords,
    List<String> quarantineFiles,
    Map<String, Long> ignored,
    List<String> doubts) {
  public WriteResult {
    files = List.copyOf(files);
    inputs = List.copyOf(inputs);
    parts = List.copyOf(parts);
    badRecords = Map.copyOf(badRecords);
    quarantineFiles = List.copyOf(quarantineFiles);
    ignored = Map.copyOf(ignored);
    doubts = List.copyOf(doubts);
  }

  public long rowsQuarantined() {
    return badRecords.values().stream().mapToLong(Long::longValue).sum();
  }
}
