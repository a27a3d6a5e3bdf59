package granary.jobs.query;

import granary.engine.FragmentDatabase;
import granary.engine.ScanCounts;
import granary.engine.ScanInput;
import granary.job.Task;
import granary.job.TaskContext;
import java.io.IOException;
import java.sql.SQLException;
import java.util.function.Consumer;

/** Reads splits of a dataset and does the query's first stage over them. */
public final class ScanTask implements Task {
  public ScanTask() {}

  @Override
  public String run(TaskContext context) throws IOException, SQLException {
    ScanPayload payload = Payloads.read(context.payload(), ScanPayload.class);
    ScanInput input = new ScanInput(payload.columns(), payload.splits(), context.hadoop());
    try (FragmentDatabase database = FragmentDatabase.open(FragmentTask.limits(context))) {
      database.feed(input, reportTo(context));
      return Payloads.write(
          FragmentTask.run(context, database, payload.sql(), QuerySettings.SCAN_MEMORY));
    }
  }

  private static Consumer<ScanCounts> reportTo(TaskContext context) {
    ScanCounts[] told = {ScanCounts.NONE};
    return counts -> {
      context.progress(counts.rows() - told[0].rows(), counts.bytes() - told[0].bytes());
      told[0] = counts;
    };
  }
}
