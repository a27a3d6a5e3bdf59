package granary.ledger;

import granary.dataset.DatasetName;
import granary.failure.InvalidRequestException;
import granary.failure.WorkFailedException;
import granary.ledger.Ledger.DataOnDrop;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The directories of datasets: {@code ROOT/type=NAME}. A dropped dataset's directory leaves its
 * place, to {@code ROOT/_dropped/}, since Hive lists directories and a new dataset of the same name
 * would show the old files there.
 */
final class DatasetDirectories {
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

  /** Clears the place of a dropped dataset; what is not there is left. */
  void remove(DatasetName name, String uuid, DataOnDrop data) {
    Path location = location(name);
    Path dropped = new Path(root, "_dropped/" + name + "-" + uuid);
    try {
      if (files.exists(location)) {
        files.mkdirs(dropped.getParent());
        if (!files.rename(location, dropped)) {
          throw new IOException("the directory could not be renamed to " + dropped);
        }
      }
      if (data == DataOnDrop.PURGE) {
        files.delete(dropped, true);
      }
    } catch (IOException e) {
      throw new WorkFailedException(
          "Cannot remove the files of dataset "
              + name
              + ", which was dropped: "
              + e.getMessage()
              + "; remove them by hand ("
              + location
              + ")",
          e);
    }
  }

  /** A dataset's directory. */
  Path location(DatasetName name) {
    return new Path(root, "type=" + name);
  }
}
