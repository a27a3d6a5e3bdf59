package granary.catalog;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.Tasks;
import org.jspecify.annotations.Nullable;

/**
 * The small file beside a metadata file that says that the pointer once was on it. HDFS alone
 * cannot tell: a commit that never landed leaves the same files as one that did. Written after the
 * pointer moved and before the commit is acknowledged, so that a lost ZooKeeper can be rebuilt
 * without losing an acknowledged commit.
 *
 * @param uuid the table's UUID in the catalog
 * @param name the table's name at that time
 * @param location the metadata file
 * @param previous the metadata file before it
 * @param version the pointer node's version
 */
record CommittedMarker(
    String uuid, String name, String location, @Nullable String previous, int version) {
  static final String COMMITTED = ".committed";
  static final String DROPPED = ".dropped";

  /** Writes it. Two that write the same marker at once may hinder each other, which is as good. */
  void write(FileIO io) {
    try {
      write(io, location + COMMITTED);
    } catch (UncheckedIOException e) {
      if (!isThere(io)) {
        throw e;
      }
    }
  }

  /** Writes it unless it is there. */
  void ensure(FileIO io) {
    if (!isThere(io)) {
      write(io);
    }
  }

  private boolean isThere(FileIO io) {
    return io.newInputFile(location + COMMITTED).exists();
  }

  /** Says that the table was dropped at this metadata, so that a rebuild does not bring it back. */
  void writeDropped(FileIO io) {
    write(io, location + DROPPED);
  }

  /** Removes the markers of metadata files that {@code metadata} has let go. */
  static void removeOld(FileIO io, TableMetadata base, TableMetadata metadata) {
    if (!metadata.propertyAsBoolean(
        TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
        TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED_DEFAULT)) {
      return;
    }
    Tasks.foreach(
            base.previousFiles().stream()
                .filter(entry -> !metadata.previousFiles().contains(entry))
                .map(entry -> entry.file() + COMMITTED)
                .toList())
        .suppressFailureWhenFinished()
        .run(io::deleteFile);
  }

  private void write(FileIO io, String path) {
    try (OutputStream out = io.newOutputFile(path).createOrOverwrite()) {
      out.write(Pointer.write(this).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
