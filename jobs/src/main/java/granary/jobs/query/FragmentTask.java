package granary.jobs.query;

import granary.engine.FragmentDatabase;
import granary.engine.FragmentLimits;
import granary.engine.ScanCounts;
import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import granary.job.TaskContext;
import granary.job.TaskResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
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
   * @throws InvalidRequestException if the query fails on the data and will again
   * @throws UnavailableException if it failed for a reason that another attempt may not meet
   */
  static PartResult run(TaskContext context, FragmentDatabase database, String sql)
      throws IOException {
    Path local = context.localDirectory().resolve("part.parquet");
    long rows;
    try {
      rows = database.writeParquet(sql, local);
    } catch (SQLException e) {
      throw failed(e);
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

  static RuntimeException failed(SQLException failure) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    String reason = message.replaceFirst("^java\\.sql\\.SQLException: ", "");
    return FINAL_ERRORS.stream().anyMatch(reason::startsWith)
        ? new InvalidRequestException("Cannot run query: " + reason, failure)
        : new UnavailableException("Cannot run a part of the query: " + reason, failure);
  }
}
