package granary.jobs.query;

import granary.failure.InvalidRequestException;
import granary.failure.StorageRefusal;
import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import granary.ingest.input.PlainFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that a result goes to. It appears under its name when it is whole: it is written under a
 * hidden name beside it and renamed. A file of that name is replaced only where that is wanted, and
 * in the same rename, so that readers see the old or the new one. What a killed process has left
 * under a hidden name goes with the next that writes the same file.
 */
public final class ResultFile {
  private static final Logger LOG = LoggerFactory.getLogger(ResultFile.class);
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");

  private final ResultDirectory directory;
  private final Path target;
  private final Existing existing;

  /** What to do with a file of the same name. */
  public enum Existing {
    REFUSE,
    REPLACE
  }

  private ResultFile(ResultDirectory directory, Path target, Existing existing) {
    this.directory = directory;
    this.target = target;
    this.existing = existing;
  }

  /**
   * Checks that the file can be written, before the query runs, and removes what killed processes
   * have left of it.
   *
   * @param uri {@code hdfs:} or {@code file:}; a path without a scheme is on this machine
   * @param now to tell what was left long ago
   * @throws InvalidRequestException if there is one of that name, or the URI is wrong
   * @throws WorkFailedException if its directory cannot be written to
   * @throws UnavailableException if its file system cannot be reached
   */
  public static ResultFile of(String uri, Existing existing, Configuration hadoop, Instant now) {
    try {
      Path path = path(uri);
      FileSystem fileSystem = PlainFiles.of(path, hadoop);
      Path target = fileSystem.makeQualified(path);
      ResultFile file = new ResultFile(directory(fileSystem, target, hadoop), target, existing);
      file.removeAbandoned(now);
      file.refuseWhatIsThere();
      file.refuseWhatCannotBeWritten();
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

  /**
   * Whether there is something where a result is to go.
   *
   * @throws IOException if its file system does not answer
   */
  public static boolean isThere(String uri, Configuration hadoop) throws IOException {
    Path path = path(uri);
    return PlainFiles.of(path, hadoop).exists(path);
  }

  private static Path path(String uri) {
    return SCHEME.matcher(uri).matches()
        ? new Path(uri)
        : new Path(java.nio.file.Path.of(uri).toAbsolutePath().normalize().toUri());
  }

  private static ResultDirectory directory(FileSystem fileSystem, Path target, Configuration hadoop)
      throws IOException {
    if (target.isRoot()) {
      throw new InvalidRequestException(
          "Cannot write the result: name a file in a directory (--output " + target + ")");
    }
    Path parent = target.getParent();
    return fileSystem instanceof RawLocalFileSystem
        ? new LocalResultDirectory(java.nio.file.Path.of(parent.toUri().getPath()))
        : new HadoopResultDirectory(FileContext.getFileContext(target.toUri(), hadoop), parent);
  }

  private void removeAbandoned(Instant now) throws IOException {
    String name = target.getName();
    for (ResultDirectory.Found file : directory.beginningWith(HiddenName.prefix(name))) {
      if (HiddenName.isAbandoned(file, name, now)) {
        remove(file.name());
      }
    }
  }

  private void refuseWhatIsThere() throws IOException {
    ResultDirectory.Entry found = directory.entry(target.getName());
    if (found == ResultDirectory.Entry.DIRECTORY) {
      throw new InvalidRequestException(
          "Cannot write the result: this is a directory; name a file in it (--output "
              + target
              + ")");
    }
    if (found == ResultDirectory.Entry.SPECIAL) {
      throw new InvalidRequestException(
          "Cannot write the result: this is no file; --format csv without --output writes to"
              + " standard output (--output "
              + target
              + ")");
    }
    if (found == ResultDirectory.Entry.FILE && existing == Existing.REFUSE) {
      throw thereIsOne();
    }
  }

  private InvalidRequestException thereIsOne() {
    return new InvalidRequestException(
        "Cannot write the result: there is a file already; --overwrite replaces it (--output "
            + target
            + ")");
  }

  private void refuseWhatCannotBeWritten() {
    try {
      directory.checkWritable();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Writes all rows.
   *
   * @param stopped whether the user has stopped it
   * @return the file's full URI
   * @throws InvalidRequestException if another process has written a file of that name meanwhile
   * @throws WorkFailedException if it cannot be written; what was under its name is as before
   */
  public String write(QueryResult result, ResultFormat format, BooleanSupplier stopped) {
    String hidden = HiddenName.of(target.getName(), result.summary().job());
    boolean renamed = false;
    try {
      try (OutputStream out = directory.create(hidden)) {
        format.write(result, out, stopped);
      }
      if (stopped.getAsBoolean()) {
        throw new InterruptedIOException("it was interrupted");
      }
      renamed = directory.rename(hidden, target.getName(), existing);
      if (!renamed) {
        throw thereIsOne();
      }
      return target.toString();
    } catch (IOException e) {
      throw failed(e);
    } finally {
      if (!renamed) {
        remove(hidden);
      }
    }
  }

  private WorkFailedException failed(IOException e) {
    return new WorkFailedException(
        "Cannot write the result: " + StorageRefusal.words(e) + " (--output " + target + ")", e);
  }

  /**
   * A hidden file that cannot be removed is in nobody's way, and the first failure is the cause.
   */
  private void remove(String hidden) {
    try {
      directory.delete(hidden);
    } catch (IOException e) {
      LOG.warn("Cannot remove {} beside {}", hidden, target, e);
    }
  }
}
