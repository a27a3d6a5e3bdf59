package granary.ingest;

import granary.commit.CommitId;
import granary.dataset.Grain;
import granary.dataset.SourceName;
import granary.dataset.TimeField;
import granary.ledger.LedgerDataset;
import java.util.Optional;

/**
 * What a task that writes has to know of the dataset and of the user's wishes; JSON between
 * processes.
 *
 * @param location the dataset's directory, a full URI
 * @param fileSchema the Avro schema of data files, as JSON
 * @param timeField where a record's time is; empty with grain none
 * @param grain how much time a partition covers
 * @param zone the dataset's zone
 * @param source the system that the records come from
 * @param commit the commit that is to publish the files
 * @param run a name that no other try at this commit has
 * @param text how files of text are read
 * @param maxBad with more bad records than this the ingest fails
 */
public record WriteOrder(
    String location,
    String fileSchema,
    Optional<TimeField> timeField,
    Grain grain,
    String zone,
    SourceName source,
    CommitId commit,
    String run,
    TextOptions text,
    long maxBad) {

  /**
   * The order for a dataset.
   *
   * @param destination the commit, and the try at it
   */
  public static WriteOrder of(
      LedgerDataset dataset,
      SourceName source,
      Destination destination,
      TextOptions text,
      long maxBad) {
    return new WriteOrder(
        dataset.location(),
        dataset.fileSchema().toString(),
        dataset.dataset().timeField(),
        dataset.dataset().grain(),
        dataset.dataset().zone().getId(),
        source,
        destination.commit(),
        destination.run(),
        text,
        maxBad);
  }

  /**
   * Whom files are for.
   *
   * @param commit the commit that is to publish them
   * @param run a name that no other try at this commit has
   */
  public record Destination(CommitId commit, String run) {}

  /** Where files of this try lie before they are published; no other try writes there. */
  public String stagingDirectory() {
    return location + "/_staging/" + commit + "/" + run;
  }

  /** Begins the names of an attempt's files; unique for ever. */
  public String uniqueName(String attempt) {
    return commit + "-" + run + "-" + attempt;
  }

  /** Where bad records of the commit lie. */
  public String quarantineDirectory() {
    return location + "/_quarantine/" + commit;
  }
}
