package granary.cli.job;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.job.JobId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows logs of a job's containers. */
@Command(
    name = "logs",
    header = "Shows the logs of a job's containers, or of those that ran one task.",
    footer = {"", "Example:", "  granary job logs query-20261122-131501-3f9a --task s0-t17"})
final class LogsCommand implements LeafCommand {
  @Parameters(paramLabel = "ID", description = "The job's ID.")
  private String id = "";

  @Option(names = "--task", paramLabel = "T", description = "A task's ID, as job show names it.")
  private @Nullable String task;

  @Override
  public Report run(Session session) {
    JobId job = new JobId(id);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    session.yarnJobs().logs(job, Optional.ofNullable(task), bytes);
    String text = bytes.toString(StandardCharsets.UTF_8);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("task", task);
    json.put("log", text);
    return Report.of(json, text);
  }
}
