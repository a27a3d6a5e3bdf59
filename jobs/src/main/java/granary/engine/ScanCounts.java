package granary.engine;

/**
 * What scans have read.
 *
 * @param files files of which at least one block was read
 * @param bytes bytes as stored
 * @param rows records decoded
 */
public record ScanCounts(long files, long bytes, long rows) {
  public static final ScanCounts NONE = new ScanCounts(0, 0, 0);

  public ScanCounts plus(ScanCounts other) {
    return new ScanCounts(files + other.files, bytes + other.bytes, rows + other.rows);
  }
}
