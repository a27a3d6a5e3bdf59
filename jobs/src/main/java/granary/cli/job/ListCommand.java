package granary.cli.job;

import granary.cli.Amounts;
import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.Table;
import granary.client.JobSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists jobs. */
@Command(
    name = "list",
    header = "Lists the latest jobs, the newest first.",
    footer = {"", "Example:", "  granary job list --limit 5"})
final class ListCommand implements LeafCommand {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "At most so many (default: 20).")
  private int limit = 20;

  @Override
  public Report run(Session session) {
    List<JobSummary> jobs = session.yarnJobs().list(limit);
    if (jobs.isEmpty()) {
      return Report.of(jobs, "No job has run on YARN yet.");
    }
    Table table = Table.of("job", "kind", "state", "tasks", "started", "took", "title").right(3, 5);
    for (JobSummary job : jobs) {
      Instant start = Instant.ofEpochMilli(job.startMs());
      Long endMs = job.endMs();
      Instant end = endMs == null ? session.clock().instant() : Instant.ofEpochMilli(endMs);
      table.row(
          job.id(),
          job.kind(),
          job.state().word(),
          Amounts.count(job.tasksDone()) + "/" + Amounts.count(job.tasks()),
          start.toString().substring(0, 19) + "Z",
          Amounts.seconds(Duration.between(start, end)),
          job.title().length() <= 60 ? job.title() : job.title().substring(0, 60) + "…");
    }
    return Report.of(jobs, table.toString());
  }
}
