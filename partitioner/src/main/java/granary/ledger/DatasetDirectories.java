package granary.ledger;

import granary.catalog.ZooKeeperCatalog;
import granary.dataset.DatasetName;
import granary.failure.InvalidRequestException;
import granary.failure.StorageRefusal;
import granary.failure.WorkFailedException;
import granary.ledger.Ledger.DataOnDrop;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The directories of datasets: {@code ROOT/type=NAME}. A dropped dataset's directory leaves its
 * place, to {@code ROOT/_dropped/}, since Hive lists directories and a new dataset of the same name
 * would show the old files there.
 */
final class DatasetDirectories {
  private static final String PURGED = ".purged";

  private final FileSystem files;
  private final Path root;

  DatasetDirectories(FileSystem files, Path root) {
    this.files = files;
    this.root = root;
  }

  /** The location of a new dataset, a full URI, after making sure that it holds no data. */
  String prepare(DatasetName name) {
    Path location = location(name);
    try {
      for (FileStatus status : files.listStatus(location)) {
        String entry = status.getPath().getName();
        if (!entry.equals("metadata") && !entry.startsWith("_") && !entry.startsWith(".")) {
          throw new InvalidRequestException(
              "Cannot create dataset "
                  + name
                  + ": its directory holds files of something else; move or remove it ("
                  + location
                  + ")");
        }
      }
    } catch (FileNotFoundException e) {
      // Not there yet, as it should be; the first write makes it.
      return location.toString();
    } catch (IOException e) {
      throw new WorkFailedException(
          "Cannot create dataset " + name + ": " + e.getMessage() + " (" + location + ")", e);
    }
    return location.toString();
  }

  /**
   * Clears the place of a dropped dataset; what is not there is left. A process that was paused
   * until others had finished its drop may come upon a new dataset of that name: its directory goes
   * back, and nothing of it is deleted.
   *
   * @param isTaken whether the name is a dataset's again
   * @return where the files are now; empty if there are none any more
   */
  Optional<String> remove(DatasetName name, String uuid, DataOnDrop data, BooleanSupplier isTaken) {
    Path location = location(name);
    // Under a name of its own, so that what a killed process did not delete is told from what is
    // to be kept.
    Path dropped =
        new Path(dropped(), name + "-" + uuid + (data == DataOnDrop.PURGE ? PURGED : ""));
    try {
      boolean isThere = files.exists(location);
      if (isThere) {
        files.mkdirs(dropped.getParent());
        if (!files.rename(location, dropped)) {
          throw new IOException("the directory could not be renamed to " + dropped);
        }
        if (!isMarked(dropped) && isTaken.getAsBoolean()) {
          putBack(name, dropped, location);
          return Optional.empty();
        }
      }
      if (data == DataOnDrop.PURGE) {
        files.delete(dropped, true);
        return Optional.empty();
      }
      return Optional.of(dropped.toString()).filter(path -> isThere);
    } catch (IOException e) {
      throw left(name, location, e);
    }
  }

  /** Whether a directory holds the mark that every drop makes before it frees the name. */
  private boolean isMarked(Path directory) throws IOException {
    try {
      for (FileStatus status : files.listStatus(new Path(directory, "metadata"))) {
        if (status.getPath().getName().endsWith(ZooKeeperCatalog.dropMarker(""))) {
          return true;
        }
      }
    } catch (FileNotFoundException e) {
      // Its metadata had been lost before.
      return false;
    }
    return false;
  }

  private void putBack(DatasetName name, Path moved, Path location) throws IOException {
    if (files.exists(location) || !files.rename(moved, location)) {
      throw new WorkFailedException(
          "Cannot drop dataset "
              + name
              + ": another of that name was created meanwhile, and its files were moved away; move"
              + " them back before anything else ("
              + moved
              + " to "
              + location
              + ")");
    }
  }

  /** Deletes what dying processes have left of datasets of this name; whether there was any. */
  boolean finishPurges(DatasetName name) {
    boolean found = false;
    try {
      for (FileStatus status : files.listStatus(dropped())) {
        String entry = status.getPath().getName();
        if (entry.startsWith(name + "-") && entry.endsWith(PURGED)) {
          found = true;
          files.delete(status.getPath(), true);
        }
      }
    } catch (FileNotFoundException e) {
      // Nothing was ever dropped, or another process is just as far.
      return found;
    } catch (IOException e) {
      throw left(name, dropped(), e);
    }
    return found;
  }

  private static WorkFailedException left(DatasetName name, Path place, IOException cause) {
    return new WorkFailedException(
        "Cannot remove the files of dataset "
            + name
            + ", which was dropped: "
            + StorageRefusal.words(cause)
            + "; then drop it again, which finishes it ("
            + place
            + ")",
        cause);
  }

  private Path dropped() {
    return new Path(root, "_dropped");
  }

  /** A dataset's directory. */
  Path location(DatasetName name) {
    return new Path(root, "type=" + name);
  }
}
