package granary.commit;

import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A dataset's hidden directory {@code _commits}: intents that are too large for a node, lists of
 * inputs, and layouts. What no node and no snapshot names is garbage.
 */
final class CommitDirectory {
  private final FileSystem files;
  private final Path directory;

  CommitDirectory(FileSystem files, String tableLocation) {
    this.files = files;
    this.directory = new Path(tableLocation, "_commits");
  }

  /** Writes an intent file; it means nothing before a node names it. */
  Path writeIntent(Intent intent) throws IOException {
    Path path = new Path(directory, "intents/" + intent.id() + "-" + UUID.randomUUID() + ".json");
    HdfsJson.write(files, path, intent);
    return path;
  }

  /** A new file for the list of one commit's inputs. */
  Path newInputs(CommitId id) {
    return new Path(directory, "inputs/" + id + "-" + UUID.randomUUID() + ".inputs");
  }

  /** A new file for lists of inputs that are merged. */
  Path newMergedInputs() {
    return new Path(directory, "positions/" + UUID.randomUUID() + ".inputs");
  }

  /** A new file for a layout. */
  Path newLayout(long number) {
    return new Path(directory, "layouts/" + number + "-" + UUID.randomUUID() + ".json");
  }
}
