package granary.ingest.input;

/**
 * A file to ingest.
 *
 * @param path its full URI, by which it is known for ever
 * @param readFrom where its bytes are now: the same, or a copy that executors can reach
 * @param length in bytes, as stored
 * @param modifiedMs its modification time, milliseconds since 1970
 * @param format how its records stand in it
 */
public record InputFile(
    String path, String readFrom, long length, long modifiedMs, InputFormat format) {
  /** The same file, with its bytes to be read from a copy. */
  public InputFile copiedTo(String copy) {
    return new InputFile(path, copy, length, modifiedMs, format);
  }
}
