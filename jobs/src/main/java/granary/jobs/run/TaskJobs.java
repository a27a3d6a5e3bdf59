package granary.jobs.run;

import granary.failure.InvalidRequestException;
import granary.job.JobId;
import granary.job.JobProgress;
import granary.job.JobResult;
import granary.job.JobRunner;
import granary.job.JobSpec;
import granary.job.StageSpec;
import granary.job.Task;
import granary.job.TaskResources;
import granary.job.TaskSpec;
import granary.settings.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs a step's task class as a job with one stage. */
public final class TaskJobs {
  private final Supplier<JobRunner> jobs;
  private final Consumer<JobProgress> progress;

  /**
   * A way to run task classes.
   *
   * @param jobs is asked when the first step runs
   */
  public TaskJobs(Supplier<JobRunner> jobs, Consumer<JobProgress> progress) {
    this.jobs = jobs;
    this.progress = progress;
  }

  /**
   * Runs one.
   *
   * @return the job's ID and the results of its tasks
   * @throws InvalidRequestException if the class is no task, where that can be seen here
   */
  public Map<String, Object> run(String run, JobStep step) throws InterruptedException {
    if (!(step.work() instanceof JobStep.OwnTask task)) {
      throw new IllegalArgumentException("Invalid step: no task (" + step.id() + ")");
    }
    checkClass(task.taskClass());
    StageSpec stage =
        new StageSpec(
            "task",
            List.of(),
            task.taskClass(),
            task.payloads().stream().map(text -> new TaskSpec(text, List.of(), 0)).toList(),
            new TaskResources(mebibytes(task.memory()), mebibytes(task.heap()), task.vcores()));
    String name = (run + "-" + step.id()).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    String suffix = "-" + UUID.randomUUID().toString().substring(0, 8);
    JobId id = new JobId(name.substring(0, Math.min(name.length(), 70)) + suffix);
    JobSpec job =
        new JobSpec(
            id, "task", task.taskClass() + ", step " + step.id() + " of " + run, List.of(stage));
    JobResult result = jobs.get().run(job, progress);
    return Map.of("job", id.value(), "tasks", result.tasks(), "results", result.results());
  }

  /** A class of a jar that only the containers get is not found here, and is looked for there. */
  private static void checkClass(String name) {
    Class<?> found;
    try {
      found = Class.forName(name, false, TaskJobs.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return;
    }
    if (!Task.class.isAssignableFrom(found)) {
      throw new InvalidRequestException(
          "Cannot run " + name + ": it does not implement " + Task.class.getName());
    }
  }

  private static int mebibytes(String size) {
    return Math.toIntExact(Setting.parseSize(size) >> 20);
  }
}
