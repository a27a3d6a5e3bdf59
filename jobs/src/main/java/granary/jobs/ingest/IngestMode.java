package granary.jobs.ingest;

/** What an ingest does to what is in the dataset. */
public enum IngestMode {
  /** Adds; inputs that were ingested before are passed over. */
  APPEND,
  /** Replaces the periods of the source that the inputs hold; every input is read. */
  OVERWRITE
}
