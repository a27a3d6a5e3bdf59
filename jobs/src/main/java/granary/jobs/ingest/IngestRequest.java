package granary.jobs.ingest;

import granary.commit.CommitId;
import granary.dataset.DatasetName;
import granary.dataset.SourceName;
import granary.ingest.csv.CsvOptions;
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
 * @param csv how CSV files deviate from RFC 4180
 * @param policy how many bad records there may be
 * @param id the commit's ID, if the user gave one
 */
public record IngestRequest(
    DatasetName dataset,
    SourceName source,
    List<String> from,
    Optional<InputFormat> format,
    CsvOptions csv,
    BadRecordPolicy policy,
    Optional<CommitId> id) {
  public IngestRequest {
    from = List.copyOf(from);
  }
}
