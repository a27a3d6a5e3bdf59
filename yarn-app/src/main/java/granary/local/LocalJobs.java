package granary.local;

import granary.attempt.AttemptEnvironment;
import granary.failure.StorageRefusal;
import granary.failure.UnavailableException;
import granary.job.JobDirectories;
import granary.job.JobProgress;
import granary.job.JobResult;
import granary.job.JobRunner;
import granary.job.JobSpec;
import granary.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs in this process, several tasks at a time. Thread-safe: each call of {@link #run} has
 * its own threads.
 */
public final class LocalJobs implements JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(LocalJobs.class);

  /** Tries at one task before its job fails, as on YARN. */
  static final int MAX_ATTEMPTS = 4;

  private final Settings settings;
  private final Configuration hadoop;
  private final int parallelism;

  /** Runs as many tasks at once as this machine has processors. */
  public LocalJobs(Settings settings, Configuration hadoop) {
    this(settings, hadoop, Runtime.getRuntime().availableProcessors());
  }

  LocalJobs(Settings settings, Configuration hadoop, int parallelism) {
    this.settings = settings;
    this.hadoop = hadoop;
    this.parallelism = parallelism;
  }

  @Override
  public JobResult run(JobSpec job, Consumer<JobProgress> progress) throws InterruptedException {
    org.apache.hadoop.fs.Path exchange = createExchange(job);
    boolean succeeded = false;
    Path local = createLocalRoot(job);
    ExecutorService workers = Executors.newFixedThreadPool(parallelism, daemon(job, "task"));
    ScheduledExecutorService reports =
        Executors.newSingleThreadScheduledExecutor(daemon(job, "progress"));
    LocalCounts counts = new LocalCounts(job);
    try {
      var reporting =
          reports.scheduleAtFixedRate(
              () -> progress.accept(counts.progress("running")), 500, 500, TimeUnit.MILLISECONDS);
      List<List<String>> results = new ArrayList<>();
      AttemptEnvironment environment =
          new AttemptEnvironment(job.id(), settings, hadoop, exchange, local, results::get);
      for (int stage = 0; stage < job.stages().size(); stage++) {
        counts.stage(job.stages().get(stage).name());
        results.add(new LocalStage(job, stage, environment, counts).run(workers));
      }
      reporting.cancel(false);
      counts.stage("");
      progress.accept(counts.progress("done"));
      succeeded = true;
      List<String> last = results.isEmpty() ? List.of() : results.get(results.size() - 1);
      return new JobResult(job.id(), last, counts.tasks(), results);
    } finally {
      reports.shutdownNow();
      workers.shutdownNow();
      removeExchange(exchange, succeeded);
      LocalStage.deleteLocalRoot(local);
    }
  }

  private static java.util.concurrent.ThreadFactory daemon(JobSpec job, String role) {
    return runnable -> {
      Thread thread = new Thread(runnable, job.id() + "-" + role);
      thread.setDaemon(true);
      return thread;
    };
  }

  private org.apache.hadoop.fs.Path createExchange(JobSpec job) {
    try {
      org.apache.hadoop.fs.Path exchange = JobDirectories.of(settings, hadoop).exchange(job.id());
      FileSystem fileSystem = exchange.getFileSystem(hadoop);
      fileSystem.mkdirs(exchange);
      return exchange;
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot run job "
              + job.id()
              + ": its directory cannot be created ("
              + StorageRefusal.words(e)
              + ")",
          e);
    }
  }

  /** Of a job that succeeded, what its tasks left is for whoever reads the result. */
  private void removeExchange(org.apache.hadoop.fs.Path exchange, boolean succeeded) {
    try {
      FileSystem fileSystem = exchange.getFileSystem(hadoop);
      if (!succeeded || fileSystem.listStatus(exchange).length == 0) {
        // Nothing is recorded of a job in this process: the directory above has nothing else.
        fileSystem.delete(exchange.getParent(), true);
      }
    } catch (IOException e) {
      // The job has ended as it did; a later job's sweep finds what is left.
      LOG.warn("Cannot remove {}: {}", exchange, StorageRefusal.words(e));
    }
  }

  private static Path createLocalRoot(JobSpec job) {
    try {
      return Files.createTempDirectory("granary-" + job.id() + "-");
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot run job " + job.id() + ": no local directory (" + StorageRefusal.words(e) + ")",
          e);
    }
  }
}
