package granary.ingest;

/** Is told of records and stored bytes read since the last call. */
@FunctionalInterface
public interface IngestProgress {
  /**
   * Counts them.
   *
   * @throws java.util.concurrent.CancellationException to stop the work
   */
  void advanced(long records, long bytes);
}
