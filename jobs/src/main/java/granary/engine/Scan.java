package granary.engine;

import java.io.IOException;

/**
 * Delivers the rows of splits in batches. Used by one thread.
 *
 * <p>Code that is generated for a schema and a query can stand behind this interface as well as the
 * interpreting decoder that does today.
 */
interface Scan extends AutoCloseable {
  /**
   * Clears the batch and fills it with the next rows.
   *
   * @return how many, at most the batch's capacity; 0 at the end
   * @throws IOException if a file cannot be read or is damaged; the message names it and the place
   */
  int next(Batch batch) throws IOException;

  /** What has been read so far. */
  ScanCounts counts();

  @Override
  void close() throws IOException;
}
