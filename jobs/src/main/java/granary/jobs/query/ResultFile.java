package granary.jobs.query;

import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import granary.ingest.input.PlainFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * The file that a result goes to. It appears under its name when it is whole: it is written under a
 * hidden name beside it and renamed. A file of that name is replaced only where that is wanted, and
 * in the same rename, so that readers see the old or the new one.
 */
public final class ResultFile {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private final FileContext files;
  private final Path target;
  private final Existing existing;

  /** What to do with a file of the same name. */
  public enum Existing {
    REFUSE,
    REPLACE
  }

  private ResultFile(FileContext files, Path target, Existing existing) {
    this.files = files;
    this.target = target;
    this.existing = existing;
  }

  /**
   * Checks that the file can be written, before the query runs.
   *
   * @param uri {@code hdfs:} or {@code file:}; a path without a scheme is on this machine
   * @throws InvalidRequestException if there is one of that name, or the URI is wrong
   * @throws UnavailableException if its file system cannot be reached
   */
  public static ResultFile of(String uri, Existing existing, Configuration hadoop) {
    try {
      Path path = path(uri);
      FileSystem fileSystem = PlainFiles.of(path, hadoop);
      Path target = fileSystem.makeQualified(path);
      FileContext files = FileContext.getFileContext(target.toUri(), quiet(hadoop));
      ResultFile file = new ResultFile(files, target, existing);
      file.refuseWhatIsThere();
      return file;
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(
          "Cannot write the result: " + e.getMessage() + " (--output " + uri + ")", e);
    } catch (IOException e) {
      String reason = e.getMessage() + " (--output " + uri + ")";
      throw e.getClass().getSimpleName().startsWith("UnsupportedFileSystem")
          ? new InvalidRequestException("Cannot write the result: " + reason, e)
          : new UnavailableException("Cannot write the result: " + reason, e);
    }
  }

  private static Path path(String uri) {
    return SCHEME.matcher(uri).matches()
        ? new Path(uri)
        : new Path(java.nio.file.Path.of(uri).toAbsolutePath().normalize().toUri());
  }

  /** Without the files of checksums that Hadoop would leave beside local ones. */
  private static Configuration quiet(Configuration hadoop) {
    Configuration copy = new Configuration(hadoop);
    copy.set("fs.AbstractFileSystem.file.impl", "org.apache.hadoop.fs.local.RawLocalFs");
    return copy;
  }

  private void refuseWhatIsThere() throws IOException {
    FileStatus found;
    try {
      found = files.getFileStatus(target);
    } catch (FileNotFoundException e) {
      return;
    }
    if (found.isDirectory()) {
      throw new InvalidRequestException(
          "Cannot write the result: this is a directory; name a file in it (--output "
              + target
              + ")");
    }
    if (existing == Existing.REFUSE) {
      throw new InvalidRequestException(
          "Cannot write the result: there is a file already; --overwrite replaces it (--output "
              + target
              + ")");
    }
  }

  /**
   * Writes all rows.
   *
   * @return the file's full URI
   * @throws WorkFailedException if it cannot be written; what was under its name is as before
   */
  public String write(QueryResult result, ResultFormat format) {
    Path hidden =
        new Path(target.getParent(), "_" + target.getName() + "." + result.summary().job());
    boolean renamed = false;
    try {
      try (OutputStream out =
          files.create(
              hidden,
              EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
              Options.CreateOpts.createParent())) {
        format.write(result, out, Long.MAX_VALUE);
      }
      if (existing == Existing.REPLACE) {
        files.rename(hidden, target, Options.Rename.OVERWRITE);
      } else {
        refuseWhatIsThere();
        files.rename(hidden, target);
      }
      renamed = true;
      return target.toString();
    } catch (IOException e) {
      throw new WorkFailedException(
          "Cannot write the result: " + e.getMessage() + " (--output " + target + ")", e);
    } finally {
      if (!renamed) {
        remove(hidden);
      }
    }
  }

  /**
   * A hidden file that cannot be removed is in nobody's way, and the first failure is the cause.
   */
  private void remove(Path hidden) {
    try {
      files.delete(hidden, false);
    } catch (IOException e) {
      org.slf4j.LoggerFactory.getLogger(ResultFile.class).warn("Cannot remove {}", hidden, e);
    }
  }
}
