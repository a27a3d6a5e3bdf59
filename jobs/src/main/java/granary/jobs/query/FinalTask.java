package granary.jobs.query;

import granary.engine.FragmentDatabase;
import granary.job.Task;
import granary.job.TaskContext;
import granary.sql.QueryPlanner;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;

/** Does a stage of the query over all rows that other stages wrote. */
public final class FinalTask implements Task {
  public FinalTask() {}

  @Override
  public String run(TaskContext context) throws IOException, SQLException {
    FinalPayload payload = Payloads.read(context.payload(), FinalPayload.class);
    String sql = payload.sql();
    for (FinalPayload.Input input : payload.inputs()) {
      List<Path> files = fetch(context, input);
      sql =
          sql.replace(
              QueryPlanner.placeholder(input.planStage()),
              FragmentDatabase.parquetInput(files, input.columns()));
    }
    try (FragmentDatabase database = FragmentDatabase.open(FragmentTask.limits(context))) {
      return Payloads.write(FragmentTask.run(context, database, sql, QuerySettings.FINAL_MEMORY));
    }
  }

  /** Copies what the stage's tasks wrote, since DuckDB reads local files only. */
  private static List<Path> fetch(TaskContext context, FinalPayload.Input input)
      throws IOException {
    List<Path> files = new ArrayList<>();
    if (input.jobStage() < 0) {
      return files;
    }
    for (String result : context.inputResults(input.jobStage())) {
      PartResult part = Payloads.read(result, PartResult.class);
      if (part.rows() > 0) {
        Path local =
            context.localDirectory().resolve("in" + input.planStage() + "-" + files.size());
        var remote = new org.apache.hadoop.fs.Path(part.file());
        FileSystem fileSystem = remote.getFileSystem(context.hadoop());
        fileSystem.copyToLocalFile(
            false, remote, new org.apache.hadoop.fs.Path(local.toUri()), true);
        files.add(local);
        context.progress(part.rows(), part.bytes());
      }
    }
    return files;
  }
}
