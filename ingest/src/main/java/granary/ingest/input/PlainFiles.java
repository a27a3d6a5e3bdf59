package granary.ingest.input;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Finds the file system of a user's file. Hadoop keeps checksums of local files in hidden files
 * beside them, and refuses a file that was edited since: a user's files are files like any other,
 * so there local ones are read and written without.
 */
public final class PlainFiles {
  private PlainFiles() {}

  private static FileSystem found(Path path, Configuration hadoop) throws IOException {
    try {
      return path.getFileSystem(hadoop);
    } catch (RuntimeException e) {
      // As Hadoop says that the class which its configuration names for the scheme is not there.
      if (e.getCause() instanceof ClassNotFoundException) {
        UnsupportedFileSystemException missing = new UnsupportedFileSystemException(e.getMessage());
        missing.initCause(e);
        throw missing;
      }
      throw e;
    }
  }

  /**
   * The file system that holds {@code path}.
   *
   * @throws UnsupportedFileSystemException if none is known for its scheme
   */
  public static FileSystem of(Path path, Configuration hadoop) throws IOException {
    FileSystem fileSystem = found(path, hadoop);
    return fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
  }
}
