package granary.client;

import granary.failure.InvalidRequestException;
import granary.journal.JobReport;
import granary.yarn.ContainerLogs;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** The logs of one job. */
final class JobLogs {
  private final ContainerLogs logs;
  private final JobReport report;
  private final boolean live;

  JobLogs(Configuration hadoop, JobReport report, boolean live) {
    this.logs = new ContainerLogs(hadoop);
    this.report = report;
    this.live = live;
  }

  /** Whether anything was there to copy. */
  boolean copy(Optional<String> task, OutputStream output) throws IOException {
    String application = report.application();
    if (application == null) {
      return false;
    }
    if (task.isEmpty() && !live) {
      return logs.copyAggregated(application, report.user(), "", output);
    }
    boolean any = false;
    for (String container : containers(task)) {
      if (!live) {
        any |= logs.copyAggregated(application, report.user(), container, output);
        continue;
      }
      Optional<JobReport.Executor> executor =
          report.executors().stream().filter(each -> each.container().equals(container)).findAny();
      if (executor.isPresent()) {
        output.write(heading(executor.get()).getBytes(StandardCharsets.UTF_8));
        any |= logs.copyLive(executor.get().nodeHttp(), container, output);
      }
    }
    return any;
  }

  private static String heading(JobReport.Executor executor) {
    return "Container: " + executor.container() + " on " + executor.node() + "\n";
  }

  private Set<String> containers(Optional<String> wanted) {
    if (wanted.isEmpty()) {
      return report.executors().stream()
          .map(JobReport.Executor::container)
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }
    List<JobReport.Attempt> attempts =
        report.stages().stream()
            .flatMap(stage -> stage.tasks().stream())
            .filter(task -> task.id().equals(wanted.get()))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        "Cannot find task "
                            + wanted.get()
                            + " of job "
                            + report.id()
                            + ": task IDs look like s0-t17 (granary job show "
                            + report.id()
                            + ")"))
            .attempts();
    return attempts.stream()
        .map(JobReport.Attempt::container)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
