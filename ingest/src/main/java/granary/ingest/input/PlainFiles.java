package granary.ingest.input;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds the file system of a user's file. Hadoop keeps checksums of local files in hidden files
 * beside them, and refuses a file that was edited since: a user's files are files like any other,
 * so there local ones are read and written without.
 */
public final class PlainFiles {
  private PlainFiles() {}

  /** The file system that holds {@code path}. */
  public static FileSystem of(Path path, Configuration hadoop) throws IOException {
    FileSystem fileSystem = path.getFileSystem(hadoop);
    return fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
  }
}
