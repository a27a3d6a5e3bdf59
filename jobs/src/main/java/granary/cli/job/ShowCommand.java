package granary.cli.job;

import granary.cli.Amounts;
import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.Table;
import granary.job.JobId;
import granary.journal.JobReport;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one job. */
@Command(
    name = "show",
    header = "Shows a job: its tasks and attempts, the node of each, and why that node.",
    footer = {"", "Example:", "  granary job show query-20261122-131501-3f9a"})
final class ShowCommand implements LeafCommand {
  @Parameters(paramLabel = "ID", description = "The job's ID.")
  private String id = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "In the table, at most so many attempts (default: 200).")
  private int limit = 200;

  @Override
  public Report run(Session session) {
    JobId wanted = new JobId(id);
    JobReport job = session.yarnJobs().show(wanted);
    return Report.of(job, text(job, session.clock().millis()));
  }

  private String text(JobReport job, long nowMs) {
    StringBuilder text = new StringBuilder();
    text.append(job.id()).append("  ").append(job.state().word()).append('\n');
    text.append(job.title()).append('\n');
    text.append("application ").append(job.application() == null ? "-" : job.application());
    text.append(", by ").append(job.user()).append(", took ");
    text.append(took(job.startMs(), job.endMs(), nowMs)).append('\n');
    if (job.failure() != null) {
      text.append(job.failure()).append('\n');
    }
    text.append('\n').append(executors(job, nowMs)).append('\n').append(attempts(job, nowMs));
    return text.toString();
  }

  private static Table executors(JobReport job, long nowMs) {
    Table table =
        Table.of("executor", "node", "attempts", "lived", "ended", "why there").right(2, 3);
    for (JobReport.Executor executor : job.executors()) {
      Long end = executor.endMs() == null ? job.endMs() : executor.endMs();
      table.row(
          executor.container(),
          executor.node(),
          Amounts.count(executor.attempts()),
          took(executor.startMs(), end, nowMs),
          executor.ended() == null ? "" : executor.ended(),
          executor.reason());
    }
    return table;
  }

  private String attempts(JobReport job, long nowMs) {
    Table table =
        Table.of("stage", "attempt", "node", "state", "input", "records", "took", "why there")
            .right(5, 6);
    int shown = 0;
    int all = 0;
    for (JobReport.Stage stage : job.stages()) {
      for (JobReport.Task task : stage.tasks()) {
        for (JobReport.Attempt attempt : task.attempts()) {
          all++;
          if (all > limit) {
            continue;
          }
          shown++;
          table.row(
              stage.name(),
              attempt.id(),
              attempt.node(),
              attempt.state().name().toLowerCase(Locale.ROOT),
              attempt.locality(),
              Amounts.count(attempt.records()),
              took(attempt.startMs(), attempt.endMs(), nowMs),
              attempt.failure() == null ? attempt.reason() : attempt.failure());
        }
      }
    }
    return table
        + (shown < all ? "… and " + Amounts.of(all - shown, "more attempt") + " (--limit)\n" : "");
  }

  private static String took(long startMs, @Nullable Long endMs, long nowMs) {
    return Amounts.seconds(Duration.ofMillis((endMs == null ? nowMs : endMs) - startMs));
  }
}
