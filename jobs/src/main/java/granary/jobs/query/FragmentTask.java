package granary.jobs.query;

import granary.engine.FragmentDatabase;
import granary.engine.FragmentLimits;
import granary.engine.ScanCounts;
import granary.failure.InvalidRequestException;
import granary.failure.StorageRefusal;
import granary.failure.UnavailableException;
import granary.job.TaskContext;
import granary.job.TaskResources;
import granary.job.TooLittleMemoryException;
import granary.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;

/** One attempt's fragment: a database within the task's memory, and its output in the job. */
final class FragmentTask {
  /** What the JVM takes beside its heap, and what is left for the system. */
  private static final int OVERHEAD_MIB = 192;

  private static final int LEAST_MIB = 96;

  /** Errors of the data or of the query itself, which trying again does not mend. */
  private static final List<String> FINAL_ERRORS =
      List.of(
          "Conversion Error",
          "Out of Range Error",
          "Binder Error",
          "Parser Error",
          "Invalid Input Error",
          "Catalog Error",
          "Not implemented Error");

  private static final String NO_MEMORY = "Out of Memory Error";

  /** How DuckDB tells of a failure in a thread of its own. */
  private static final Pattern INNER =
      Pattern.compile("\"exception_message\":\"((?:[^\"\\\\]|\\\\.)*)\"");

  private FragmentTask() {}

  /** What a fragment may use of a task's resources. */
  static FragmentLimits limits(TaskContext context) {
    TaskResources resources = context.resources();
    int left = resources.memoryMib() - resources.heapMib() - OVERHEAD_MIB;
    return new FragmentLimits(Math.max(LEAST_MIB, left), context.localDirectory());
  }

  /**
   * Runs the fragment and puts its rows into the job's directory, under the attempt's name.
   *
   * @param memory the setting that gives such a task its memory
   * @throws TooLittleMemoryException if it needs more memory
   * @throws InvalidRequestException if the query fails on the data and will again
   * @throws UnavailableException if it failed for a reason that another attempt may not meet
   */
  static PartResult run(
      TaskContext context, FragmentDatabase database, String sql, Setting<Long> memory)
      throws IOException {
    Path local = context.localDirectory().resolve("part.parquet");
    long rows;
    try {
      rows = database.writeParquet(sql, local);
    } catch (SQLException e) {
      throw failed(e, memory.key() + " is " + context.resources().memoryMib() + "MiB");
    }
    ScanCounts scanned = database.scanned();
    if (rows == 0) {
      Files.delete(local);
      return new PartResult("", 0, 0, scanned);
    }
    var target =
        new org.apache.hadoop.fs.Path(context.jobDirectory(), context.attemptName() + ".parquet");
    long bytes = Files.size(local);
    FileSystem fileSystem = target.getFileSystem(context.hadoop());
    fileSystem.copyFromLocalFile(true, true, new org.apache.hadoop.fs.Path(local.toUri()), target);
    return new PartResult(target.toString(), rows, bytes, scanned);
  }

  /**
   * What a failure of DuckDB's means.
   *
   * @param memory the setting that gives the task its memory, and what it has
   */
  static RuntimeException failed(SQLException failure, String memory) {
    String first = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    Matcher inner = INNER.matcher(first);
    String reason =
        inner.find()
            ? inner.group(1).replace("\\\"", "\"")
            : first.replaceFirst("^java\\.sql\\.SQLException: ", "");
    // What is told of the cause is what is told here.
    SQLException cause = new SQLException(reason, failure);
    if (FINAL_ERRORS.stream().anyMatch(reason::startsWith)) {
      return new InvalidRequestException("Cannot run query: " + reason, cause);
    }
    Optional<String> refusal = StorageRefusal.in(cause);
    if (refusal.isEmpty() && reason.startsWith(NO_MEMORY)) {
      return new TooLittleMemoryException(
          "Cannot run a part of the query: "
              + reason
              + "; give its tasks more memory ("
              + memory
              + ")",
          cause);
    }
    return new UnavailableException(
        "Cannot run a part of the query: " + refusal.orElse(reason), cause);
  }
}
