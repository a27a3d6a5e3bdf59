package granary.client;

import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import granary.job.JobDirectories;
import granary.job.JobId;
import granary.job.JobProgress;
import granary.job.JobResult;
import granary.job.JobRunner;
import granary.job.JobSpec;
import granary.journal.AttemptState;
import granary.journal.JobFiles;
import granary.journal.JobHistory;
import granary.journal.JobReport;
import granary.journal.JobState;
import granary.journal.ShippedFile;
import granary.journal.StoredJob;
import granary.placement.NodeScore;
import granary.placement.NodeView;
import granary.settings.Settings;
import granary.yarn.ApplicationView;
import granary.yarn.NodeReading;
import granary.yarn.YarnApplications;
import granary.yarn.YarnSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jobs on YARN. Runs in the client. Thread-safe. */
public final class YarnJobs implements JobRunner, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(YarnJobs.class);

  private final Configuration hadoop;
  private final YarnApplications applications;
  private final MasterCalls masters;
  private final JobFiles files;
  private final JobSubmission submission;
  private final CodeLibrary library;
  private final OldJobs oldJobs;
  private final YarnSettings settings;
  private final InstantSource clock = InstantSource.system();

  private YarnJobs(
      Configuration hadoop,
      YarnApplications applications,
      JobFiles files,
      Submissions submissions) {
    this.hadoop = hadoop;
    this.applications = applications;
    this.masters = new MasterCalls(hadoop);
    this.files = files;
    this.submission = submissions.submission();
    this.library = submissions.library();
    this.oldJobs = submissions.oldJobs();
    this.settings = submissions.settings();
  }

  /** What happens when a job is submitted. */
  private record Submissions(
      JobSubmission submission, CodeLibrary library, OldJobs oldJobs, YarnSettings settings) {}

  /**
   * Prepares the ways to HDFS and YARN; nothing is called yet.
   *
   * @throws UnavailableException if the file system of the root cannot be opened
   */
  public static YarnJobs open(Settings settings, Configuration hadoop) {
    try {
      JobDirectories directories = JobDirectories.of(settings, hadoop);
      FileSystem fileSystem = directories.jobs().getFileSystem(hadoop);
      JobFiles files = new JobFiles(fileSystem, directories);
      CodeLibrary library = new CodeLibrary(directories.library(), hadoop);
      return new YarnJobs(
          hadoop,
          new YarnApplications(hadoop),
          files,
          new Submissions(
              new JobSubmission(settings, hadoop, fileSystem, directories, library),
              library,
              new OldJobs(fileSystem, directories, files),
              YarnSettings.from(settings)));
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot open " + hadoop.get("fs.defaultFS") + ": " + e.getMessage(), e);
    }
  }

  @Override
  public JobResult run(JobSpec job, Consumer<JobProgress> progress) throws InterruptedException {
    JobSubmission.Submitted submitted = submission.submit(job, files, applications);
    String application = submitted.application();
    sweep();
    try {
      new JobWatch(job, application, applications, masters, files).await(progress);
    } catch (InterruptedException e) {
      killQuietly(job.id(), application, e);
      throw e;
    }
    release(job.id(), submitted.code());
    List<List<String>> results = new ArrayList<>();
    for (int stage = 0; stage < job.stages().size(); stage++) {
      int index = stage;
      results.add(read("results of job " + job.id(), () -> files.results(job.id(), index)));
    }
    int tasks = results.stream().mapToInt(List::size).sum();
    List<String> last = results.isEmpty() ? List.of() : results.get(results.size() - 1);
    return new JobResult(job.id(), last, tasks, results);
  }

  /** While YARN brings the job up there is time; that it did not work is no matter of this job. */
  private void sweep() {
    Map<String, ApplicationView> known = new HashMap<>();
    Function<JobId, Optional<ApplicationView>> find =
        job -> {
          if (known.isEmpty()) {
            applications.all().forEach(each -> known.put(each.name(), each));
          }
          return Optional.ofNullable(known.get(job.value()));
        };
    try {
      int jobs =
          oldJobs.sweep(
              clock.instant(),
              settings.keepJobs(),
              job -> find.apply(job).filter(each -> !each.state().ended()).isPresent());
      int code = library.sweep(clock.instant(), settings.keepCode(), find);
      if (jobs + code > 0) {
        LOG.info("Removed the records of {} old jobs and {} old parts of code", jobs, code);
      }
    } catch (IOException | UnavailableException e) {
      LOG.warn("Cannot remove what old jobs have left", e);
    }
  }

  /** Where this does not work a later job's sweep finds that the job has ended. */
  private void release(JobId job, List<ShippedFile> code) {
    try {
      library.release(job, code);
    } catch (IOException e) {
      LOG.warn("Cannot take job {} from the users of its code", job, e);
    }
  }

  /** The interrupt is what the caller hears of; a failure to kill goes with it. */
  private void killQuietly(JobId job, String application, InterruptedException interrupt) {
    try {
      end(job, application, "its client was interrupted");
    } catch (UnavailableException e) {
      interrupt.addSuppressed(e);
    }
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T read(String what, Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new UnavailableException("Cannot read the " + what + ": " + e.getMessage(), e);
    }
  }

  /**
   * The latest jobs, the newest first.
   *
   * @param limit at most so many
   */
  public List<JobSummary> list(int limit) {
    Map<String, ApplicationView> known = new HashMap<>();
    applications.all().forEach(application -> known.put(application.name(), application));
    List<JobSummary> summaries = new ArrayList<>();
    for (JobId id : read("list of jobs", files::list)) {
      if (summaries.size() >= limit) {
        break;
      }
      report(id, known.get(id.value())).map(YarnJobs::summary).ifPresent(summaries::add);
    }
    return summaries;
  }

  private static JobSummary summary(JobReport report) {
    int tasks = report.stages().stream().mapToInt(stage -> stage.tasks().size()).sum();
    long done =
        report.stages().stream()
            .flatMap(stage -> stage.tasks().stream())
            .filter(
                task ->
                    task.attempts().stream()
                        .anyMatch(attempt -> attempt.state() == AttemptState.SUCCEEDED))
            .count();
    return new JobSummary(
        report.id(),
        report.kind(),
        report.title(),
        report.state(),
        report.application(),
        tasks,
        (int) done,
        report.startMs(),
        report.endMs());
  }

  private Optional<JobReport> report(JobId id, @Nullable ApplicationView application) {
    Optional<StoredJob> stored = read("job " + id, () -> files.stored(id));
    return stored.map(
        job -> {
          JobHistory history =
              new JobHistory(job, read("journal of job " + id, () -> files.journal(id)));
          JobReport report = history.report();
          return history.end().isPresent() || application == null || !application.state().ended()
              ? report
              : endedByYarn(report, application);
        });
  }

  /** A job whose master was killed wrote no end of its own. */
  private static JobReport endedByYarn(JobReport report, ApplicationView application) {
    JobState state =
        application.state() == ApplicationView.State.KILLED ? JobState.KILLED : JobState.FAILED;
    return new JobReport(
        report.id(),
        report.kind(),
        report.title(),
        report.user(),
        application.id(),
        state,
        application.diagnostics(),
        report.stages(),
        report.executors(),
        report.start(),
        report.masterAttempts(),
        report.startMs(),
        report.endMs());
  }

  /**
   * One job with all tasks and attempts.
   *
   * @throws InvalidRequestException if there is no such job
   */
  public JobReport show(JobId id) {
    return report(id, applications.findJob(id.value()).orElse(null))
        .orElseThrow(() -> noSuchJob(id));
  }

  private static InvalidRequestException noSuchJob(JobId id) {
    return new InvalidRequestException(
        "Cannot find job " + id + ": there is none of that name (granary job list)");
  }

  /**
   * Copies logs of a job's containers.
   *
   * @param task a task's ID, {@code s0-t17}, for the containers of its attempts only
   * @throws InvalidRequestException if there is no such job or task, or nothing was logged
   */
  public void logs(JobId id, Optional<String> task, OutputStream output) {
    Optional<ApplicationView> application = applications.findJob(id.value());
    JobReport report = report(id, application.orElse(null)).orElseThrow(() -> noSuchJob(id));
    boolean live = application.isPresent() && !application.get().state().ended();
    boolean any =
        read("logs of job " + id, () -> new JobLogs(hadoop, report, live).copy(task, output));
    if (!any) {
      throw new InvalidRequestException(
          "Cannot show logs of job "
              + id
              + ": there are none yet; YARN gathers them some seconds after the end, if"
              + " yarn.log-aggregation-enable is set");
    }
  }

  /**
   * Ends a job; harmless when it has ended.
   *
   * @return the state it is in then
   * @throws InvalidRequestException if there is no such job
   */
  public JobState kill(JobId id) {
    ApplicationView application = applications.findJob(id.value()).orElseThrow(() -> noSuchJob(id));
    if (!application.state().ended()) {
      end(id, application.id(), "by its user");
    }
    return show(id).state();
  }

  private void end(JobId id, String application, String reason) {
    Optional<ApplicationView> view = applications.find(application);
    boolean told = view.isPresent() && masters.kill(view.get(), reason).isPresent();
    if (!told) {
      applications.kill(application, "Job " + id + " was killed " + reason);
      read("exchange files of job " + id, () -> removeExchange(id));
    }
  }

  /**
   * How many NodeManagers there are; the cheapest question to the ResourceManager.
   *
   * @throws UnavailableException if it does not answer
   */
  public int nodeManagers() {
    return applications.nodeManagers();
  }

  private JobId removeExchange(JobId id) throws IOException {
    files.removeExchange(id);
    return id;
  }

  /** All nodes with capacity, load, and what placement thinks of them. */
  public List<NodeStatus> nodes() {
    Map<String, Integer> executors = applications.executorsByHost();
    return applications.nodes().stream()
        .map(node -> status(node, executors.getOrDefault(node.host(), 0)))
        .sorted(java.util.Comparator.comparing(NodeStatus::host))
        .toList();
  }

  private static NodeStatus status(NodeReading node, int executors) {
    double vcores = Math.max(1, node.vcores());
    double memory = Math.max(1, node.memoryMib());
    double cpu =
        Math.min(
            1, Math.max(0, Math.max(node.nodeCpuCores(), node.containersCpuVcores())) / vcores);
    double containersCpu = Math.min(1, Math.max(0, node.containersCpuVcores()) / vcores);
    double used = Math.min(1, Math.max(0, node.containersMemoryMib()) / memory);
    NodeView view =
        new NodeView(
            node.host(),
            node.rack(),
            node.memoryMib(),
            node.vcores(),
            node.memoryMib() - node.allocatedMemoryMib(),
            node.vcores() - node.allocatedVcores(),
            cpu,
            containersCpu,
            used,
            executors,
            0,
            0,
            1);
    boolean running = node.state().equals("running");
    return new NodeStatus(
        node.host(),
        node.state(),
        node.vcores(),
        node.memoryMib(),
        node.allocatedVcores(),
        node.allocatedMemoryMib(),
        cpu,
        containersCpu,
        used,
        executors,
        running ? NodeScore.of(view, false).value() : 0);
  }

  @Override
  public void close() {
    masters.close();
    applications.close();
  }
}
