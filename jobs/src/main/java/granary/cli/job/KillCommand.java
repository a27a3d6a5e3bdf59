package granary.cli.job;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.job.JobId;
import granary.journal.JobState;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Kills a job. */
@Command(
    name = "kill",
    header = "Ends a job; one that has ended stays as it is.",
    footer = {"", "Example:", "  granary job kill query-20261122-131501-3f9a"})
final class KillCommand implements LeafCommand {
  @Parameters(paramLabel = "ID", description = "The job's ID.")
  private String id = "";

  @Override
  public Report run(Session session) {
    JobId job = new JobId(id);
    JobState state = session.yarnJobs().kill(job);
    return Report.of(Map.of("id", id, "state", state), "Job " + id + ": " + state.word() + ".");
  }
}
