package granary.ingest.quarantine;

import java.util.OptionalLong;

/**
 * Where a record was found.
 *
 * @param file the file's URI
 * @param line the line, or in an Avro file the number of the record, from 1; empty if the file was
 *     read from somewhere within
 * @param position the byte in the file that the record begins at, in an Avro file its block; empty
 *     if the file is packed
 */
public record RecordPlace(String file, OptionalLong line, OptionalLong position) {
  /** The place in the file, for people. */
  public String words() {
    return line.isPresent() ? "line " + line.getAsLong() : "at byte " + position.orElseThrow();
  }
}
