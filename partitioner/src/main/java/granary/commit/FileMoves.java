package granary.commit;

import granary.catalog.RecentlyUsed;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collections;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Renames a decided commit's files into place. Can be repeated, and done by several at once. */
final class FileMoves {
  private static final int DIRECTORIES = 1000;

  private final FileSystem files;

  /** Those that are known to have been there. */
  private final Set<Path> directories =
      Collections.newSetFromMap(Collections.synchronizedMap(new RecentlyUsed<>(DIRECTORIES)));

  FileMoves(FileSystem files) {
    this.files = files;
  }

  /**
   * Renames them; {@code after} is run after each.
   *
   * @throws FileNotFoundException if a file is neither where it was staged nor in place
   */
  void move(Intent intent, Runnable after) throws IOException {
    for (Intent.PlannedFile file : intent.files()) {
      Path source = new Path(file.staged().stagedPath());
      Path target = new Path(file.target());
      boolean known = !directories.add(target.getParent());
      if (!(known && renamed(source, target))) {
        // HDFS refuses a rename to a directory that was removed since.
        files.mkdirs(target.getParent());
        if (!renamed(source, target)) {
          requireInPlace(file, target);
        }
      }
      after.run();
    }
  }

  /** The same for a commit whose own process may have done it already. */
  void moveWhatIsLeft(Intent intent) throws IOException {
    boolean inPlace = true;
    for (Intent.PlannedFile file : intent.files()) {
      inPlace &= files.exists(new Path(file.target()));
    }
    if (!inPlace) {
      move(intent, () -> {});
    }
  }

  /** HDFS says false where the source is gone or the target is there, local disk throws. */
  private boolean renamed(Path source, Path target) throws IOException {
    try {
      return files.rename(source, target);
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private void requireInPlace(Intent.PlannedFile file, Path target) throws IOException {
    long length = files.getFileStatus(target).getLen();
    if (length != file.staged().bytes()) {
      throw new IOException(
          "the file has "
              + length
              + " bytes and should have "
              + file.staged().bytes()
              + " ("
              + target
              + ")");
    }
  }
}
