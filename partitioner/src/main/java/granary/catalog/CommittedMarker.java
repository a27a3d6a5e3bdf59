package granary.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.Tasks;

/**
 * The empty file beside a metadata file that says that the pointer once was on it. HDFS alone
 * cannot tell: a commit that never landed leaves the same files as one that did. Made after the
 * pointer moved and before the commit is acknowledged, so that a lost ZooKeeper can be rebuilt
 * without losing an acknowledged commit. Empty, since a file without a block costs HDFS a fifth of
 * one with a block and cannot be cut off.
 *
 * @param location the metadata file
 */
record CommittedMarker(String location) {
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

  boolean isThere(FileIO io) {
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
    try {
      io.newOutputFile(path).createOrOverwrite().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
