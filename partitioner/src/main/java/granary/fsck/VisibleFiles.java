package granary.fsck;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files of a dataset that a reader of directories would see: those whose path has no component
 * that begins with {@code _} or {@code .}, except the ledger's metadata.
 */
final class VisibleFiles {
  private final FileSystem files;
  private final Path location;
  private final String prefix;

  VisibleFiles(FileSystem files, String location) {
    this.files = files;
    this.location = new Path(location);
    this.prefix = this.location.toUri().getPath() + "/";
  }

  /** A file's path relative to the dataset's directory; the full path if it is elsewhere. */
  String relative(String path) {
    String plain = new Path(path).toUri().getPath();
    return plain.startsWith(prefix) ? plain.substring(prefix.length()) : plain;
  }

  Path absolute(String relative) {
    return relative.startsWith("/")
        ? files.makeQualified(new Path(relative))
        : new Path(location, relative);
  }

  /** Their lengths by their relative paths. Takes about 300 bytes of memory a file. */
  Map<String, Long> list() throws IOException {
    Map<String, Long> found = new HashMap<>();
    try {
      RemoteIterator<FileStatus> top = files.listStatusIterator(location);
      while (top.hasNext()) {
        FileStatus status = top.next();
        if (isVisible(status.getPath().getName())
            && !status.getPath().getName().equals("metadata")) {
          add(found, status);
        }
      }
    } catch (FileNotFoundException e) {
      // A dataset without any file has no directory yet.
      return found;
    }
    return found;
  }

  private void add(Map<String, Long> found, FileStatus status) throws IOException {
    if (status.isFile()) {
      found.put(relative(status.getPath().toString()), status.getLen());
      return;
    }
    RemoteIterator<FileStatus> children = files.listStatusIterator(status.getPath());
    while (children.hasNext()) {
      FileStatus child = children.next();
      if (isVisible(child.getPath().getName())) {
        add(found, child);
      }
    }
  }

  private static boolean isVisible(String name) {
    return !name.startsWith("_") && !name.startsWith(".");
  }
}
