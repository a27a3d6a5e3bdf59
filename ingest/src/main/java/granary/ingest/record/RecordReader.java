package granary.ingest.record;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the records of one file, one after the other. After a bad record it stands behind it and
 * can be asked for the next. Not safe for use by several threads.
 */
public interface RecordReader extends Closeable {
  /**
   * Fills {@code row} with the next record.
   *
   * @return false at the end of the file; the row then holds nothing
   * @throws BadRecordException if the next record is bad; {@link #recordBytes} has it
   * @throws IOException if the file cannot be read; the reader is of no further use
   * @throws granary.failure.InvalidRequestException if the file as a whole does not fit the
   *     dataset, such as a header without a required column
   */
  boolean next(Row row) throws IOException, BadRecordException;

  /**
   * A copy of the last record as it came, without its line end; its beginning if it is too long.
   */
  byte[] recordBytes();

  /** The line that the last record begins in, from 1. */
  long recordLine();

  /** What the records held that no field takes, by name, with how many records held it. */
  default Map<String, Long> ignored() {
    return Map.of();
  }

  /** What the user should look at in the records so far, though none of them is bad. */
  default Optional<String> doubt() {
    return Optional.empty();
  }

  /** What has to stand before {@link #recordBytes} in a file of its own, such as a CSV header. */
  default Optional<String> header() {
    return Optional.empty();
  }
}
