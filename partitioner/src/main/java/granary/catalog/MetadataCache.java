package granary.catalog;

import java.util.Collections;
import java.util.Map;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;

/**
 * The metadata files that were read last. A metadata file never changes, so what was read stays
 * right; a commit looks at the table several times while its pointer stands still. Thread-safe.
 */
final class MetadataCache {
  private static final int FILES = 16;

  private final FileIO io;

  private final Map<String, TableMetadata> files =
      Collections.synchronizedMap(new RecentlyUsed<>(FILES));

  MetadataCache(FileIO io) {
    this.io = io;
  }

  TableMetadata read(String location) {
    TableMetadata known = files.get(location);
    // What is known does not stand in for a file that is lost.
    if (known != null && io.newInputFile(location).exists()) {
      return known;
    }
    TableMetadata read = TableMetadataParser.read(io, location);
    files.put(location, read);
    return read;
  }

  /** Takes in a metadata file that this process has written. */
  void add(String location, TableMetadata written) {
    files.put(
        location,
        TableMetadata.buildFrom(written).discardChanges().withMetadataLocation(location).build());
  }
}
