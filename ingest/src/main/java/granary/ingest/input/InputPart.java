package granary.ingest.input;

/**
 * What a task reads of a file: the records that begin in a range of its bytes. Parts of one file
 * meet each other, so that together they are all of it.
 *
 * @param file the file
 * @param start the first byte; a multiple of {@link ContentDigest#CHUNK_BYTES}
 * @param end behind the last byte
 */
public record InputPart(InputFile file, long start, long end) {
  public InputPart {
    if (start < 0 || end < start || end > file.length()) {
      throw new IllegalArgumentException("No range of the file: " + start + " to " + end);
    }
  }

  /** All of a file. */
  public static InputPart whole(InputFile file) {
    return new InputPart(file, 0, file.length());
  }

  public boolean coversFile() {
    return start == 0 && endsFile();
  }

  /** Whether the file ends with it. */
  public boolean endsFile() {
    return end == file.length();
  }

  public long length() {
    return end - start;
  }
}
