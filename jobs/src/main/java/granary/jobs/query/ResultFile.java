package granary.jobs.query;

import granary.failure.InvalidRequestException;
import granary.failure.WorkFailedException;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file that a result goes to. It appears under its name when it is whole: it is written under a
 * hidden name beside it and renamed.
 */
public final class ResultFile {
  private final FileSystem fileSystem;
  private final Path target;

  private ResultFile(FileSystem fileSystem, Path target) {
    this.fileSystem = fileSystem;
    this.target = target;
  }

  /**
   * Checks that the file can be written, before the query runs.
   *
   * @throws InvalidRequestException if there is one of that name, or no directory for it
   */
  public static ResultFile of(String uri, Configuration hadoop) {
    try {
      Path path = new Path(uri);
      FileSystem fileSystem = path.getFileSystem(hadoop);
      Path target = fileSystem.makeQualified(path);
      if (fileSystem.exists(target)) {
        throw new InvalidRequestException(
            "Cannot write the result: there is a file already (" + target + ")");
      }
      return new ResultFile(fileSystem, target);
    } catch (IllegalArgumentException | IOException e) {
      throw new InvalidRequestException(
          "Cannot write the result: " + e.getMessage() + " (" + uri + ")", e);
    }
  }

  /**
   * Writes all rows.
   *
   * @return the file's full URI
   * @throws WorkFailedException if it cannot be written; nothing is left under its name
   */
  public String write(QueryResult result, ResultFormat format) {
    Path hidden =
        new Path(target.getParent(), "_" + target.getName() + "." + result.summary().job());
    try {
      try (OutputStream out = fileSystem.create(hidden, true)) {
        format.write(result, out, Long.MAX_VALUE);
      }
      if (!fileSystem.rename(hidden, target)) {
        fileSystem.delete(hidden, false);
        throw new WorkFailedException(
            "Cannot write the result: the file could not get its name (" + target + ")");
      }
      return target.toString();
    } catch (IOException e) {
      throw new WorkFailedException(
          "Cannot write the result: " + e.getMessage() + " (" + target + ")", e);
    }
  }
}
