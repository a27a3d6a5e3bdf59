package granary.ingest.input;

import java.util.List;

/**
 * What was read of a file; JSON between processes.
 *
 * @param part what was to be read
 * @param from where the first record that was read begins; where nothing begins in the part, -1
 * @param to where the next record behind it begins; where nothing begins in the part, -1
 * @param chunks the digests of the part's chunks
 */
public record ReadPart(InputPart part, long from, long to, List<String> chunks) {
  public ReadPart {
    chunks = List.copyOf(chunks);
  }

  /** Whether no record begins in the part. */
  public boolean holdsNothing() {
    return from < 0;
  }
}
