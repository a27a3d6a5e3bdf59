package granary.local;

import granary.attempt.Attempt;
import granary.attempt.AttemptEnvironment;
import granary.attempt.AttemptOutcome;
import granary.attempt.AttemptRun;
import granary.attempt.FailureKind;
import granary.failure.GranaryException;
import granary.job.JobSpec;
import granary.job.StageSpec;
import granary.job.TaskSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One stage of one local job: its tasks on the job's threads, the largest first. */
final class LocalStage {
  private static final Logger LOG = LoggerFactory.getLogger(LocalStage.class);

  private final JobSpec job;
  private final int index;
  private final StageSpec stage;
  private final AttemptEnvironment environment;
  private final LocalCounts counts;
  private final AtomicReferenceArray<@Nullable String> results;
  private final AtomicReference<@Nullable GranaryException> firstCause = new AtomicReference<>();
  private final Set<AttemptRun> running = ConcurrentHashMap.newKeySet();
  private final CountDownLatch left;
  private volatile boolean stopped;

  LocalStage(JobSpec job, int index, AttemptEnvironment environment, LocalCounts counts) {
    this.job = job;
    this.index = index;
    this.stage = job.stages().get(index);
    this.environment = environment;
    this.counts = counts;
    this.results = new AtomicReferenceArray<>(stage.tasks().size());
    this.left = new CountDownLatch(stage.tasks().size());
  }

  /**
   * Runs all tasks. When it returns or throws, none of them runs any more.
   *
   * @return results by task
   * @throws GranaryException the first cause, if the stage failed
   */
  List<String> run(ExecutorService workers) throws InterruptedException {
    List<Integer> order =
        IntStream.range(0, stage.tasks().size())
            .boxed()
            .sorted(Comparator.comparingLong(task -> -stage.tasks().get(task).inputBytes()))
            .toList();
    order.forEach(task -> workers.execute(() -> runTask(task)));
    try {
      left.await();
    } catch (InterruptedException e) {
      stop();
      awaitStopped();
      throw e;
    }
    GranaryException cause = firstCause.get();
    if (cause != null) {
      throw cause;
    }
    List<String> all = new ArrayList<>(stage.tasks().size());
    for (int task = 0; task < stage.tasks().size(); task++) {
      String result = results.get(task);
      if (result == null) {
        throw new IllegalStateException("Task " + task + " of " + stage.name() + " has no result");
      }
      all.add(result);
    }
    return all;
  }

  private void awaitStopped() {
    boolean interrupted = false;
    while (true) {
      try {
        left.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void runTask(int task) {
    try {
      for (int number = 0; !stopped; number++) {
        if (runAttempt(task, number)) {
          return;
        }
      }
    } catch (RuntimeException e) {
      fail(FailureKind.RETRYABLE.exception(message(task, e.toString())));
    } finally {
      left.countDown();
    }
  }

  /** Whether the task has ended, in one way or the other. */
  private boolean runAttempt(int task, int number) {
    TaskSpec spec = stage.tasks().get(task);
    AttemptRun run =
        new AttemptRun(
            new Attempt(index, task, number, stage.taskClass(), spec.payload(), stage.resources()),
            environment);
    running.add(run);
    counts.began(run);
    if (stopped) {
      run.cancel();
    }
    AttemptOutcome outcome = run.call();
    running.remove(run);
    counts.ended(run, outcome instanceof AttemptOutcome.Succeeded);
    if (outcome instanceof AttemptOutcome.Succeeded succeeded) {
      results.set(task, succeeded.result());
      return true;
    }
    if (outcome instanceof AttemptOutcome.Failed failed) {
      boolean last = number + 1 >= LocalJobs.MAX_ATTEMPTS;
      if (last || !failed.kind().mayPassHere()) {
        fail(failed.kind().exception(message(task, failed.message())));
        return true;
      }
      LOG.info("Trying task {} of {} again: {}", task, stage.name(), failed.message());
      return false;
    }
    return true;
  }

  private String message(int task, String reason) {
    return reason.startsWith("Cannot ")
        ? reason
        : "Cannot finish job "
            + job.id()
            + ": task "
            + task
            + " of stage "
            + stage.name()
            + " failed: "
            + reason;
  }

  private void fail(GranaryException cause) {
    firstCause.compareAndSet(null, cause);
    stop();
  }

  private void stop() {
    stopped = true;
    running.forEach(AttemptRun::cancel);
  }

  /** Removes what attempts left on the local disk. */
  static void deleteLocalRoot(Path root) {
    try (var paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      LOG.warn("Cannot delete {}", root, e);
    }
  }
}
