package granary.ingest.input;

import java.util.List;
import java.util.Optional;

/**
 * What was read of a file; JSON between processes.
 *
 * @param part what was to be read
 * @param from where the first record that was read begins; where nothing begins in the part, -1
 * @param to where the next record behind it begins; where nothing begins in the part, -1
 * @param chunks the digests of the part's chunks
 * @param fault why the part was not read to its end: either the file is at fault, or {@code from}
 *     is not the beginning of a record; then {@code to} is -1 too
 */
public record ReadPart(
    InputPart part, long from, long to, List<String> chunks, Optional<String> fault) {
  public ReadPart {
    chunks = List.copyOf(chunks);
  }

  /** Whether no record begins in the part. */
  public boolean holdsNothing() {
    return from < 0;
  }
}
