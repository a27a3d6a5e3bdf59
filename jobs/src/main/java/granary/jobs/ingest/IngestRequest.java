package granary.jobs.ingest;

import granary.commit.CommitId;
import granary.dataset.DatasetName;
import granary.dataset.SourceName;
import granary.ingest.TextOptions;
import granary.ingest.input.InputFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a user wants ingested.
 *
 * @param dataset into which dataset
 * @param source as coming from which system
 * @param from files, globs and directories
 * @param format the files' format; empty to guess it
 * @param text how files of text are read
 * @param policy how many bad records there may be
 * @param mode what becomes of what is there
 * @param id the commit's ID, if the user gave one
 */
public record IngestRequest(
    DatasetName dataset,
    SourceName source,
    List<String> from,
    Optional<InputFormat> format,
    TextOptions text,
    BadRecordPolicy policy,
    IngestMode mode,
    Optional<CommitId> id) {
  public IngestRequest {
    from = List.copyOf(from);
  }
}
