package granary.jobs.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import granary.job.JobId;
import granary.job.JobProgress;
import granary.job.JobResult;
import granary.job.JobRunner;
import granary.job.JobSpec;
import granary.job.StageSpec;
import granary.job.TaskResources;
import granary.job.TaskSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** A job with one small task for each node, which says what a container there can do. */
public final class NodeCheckJob {
  private static final TaskResources RESOURCES = new TaskResources(512, 128, 1);

  private NodeCheckJob() {}

  /**
   * Runs it.
   *
   * @param hosts where the tasks should run, if there is room
   */
  public static List<NodeCheck> run(
      JobRunner runner, List<String> hosts, Consumer<JobProgress> progress)
      throws InterruptedException {
    JobId id = new JobId("doctor-" + UUID.randomUUID().toString().substring(0, 13));
    List<TaskSpec> tasks = hosts.stream().map(host -> new TaskSpec("", List.of(host), 0)).toList();
    StageSpec stage =
        new StageSpec("check", List.of(), NodeCheckTask.class.getName(), tasks, RESOURCES);
    JobResult result =
        runner.run(
            new JobSpec(id, "doctor", "doctor: what containers can do", List.of(stage)), progress);
    List<NodeCheck> checks = new ArrayList<>();
    for (String text : result.results()) {
      try {
        checks.add(JsonMapper.builder().build().readValue(text, NodeCheck.class));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("no result of a check: " + text, e);
      }
    }
    return checks;
  }
}
