package granary.master;

import granary.attempt.Attempt;
import granary.attempt.FailureKind;
import granary.job.JobProgress;
import granary.job.TaskResources;
import granary.journal.AttemptState;
import granary.journal.JobHistory;
import granary.journal.JobState;
import granary.journal.Journal;
import granary.journal.JournalRecord;
import granary.journal.StoredJob;
import granary.placement.NodeView;
import granary.rpc.ExecutorOrder;
import granary.rpc.ExecutorReport;
import granary.rpc.JobStatus;
import granary.yarn.ContainerCluster;
import granary.yarn.GrantedContainer;
import granary.yarn.NodeReading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one job: it owns all of its state, and everything that happens comes in as one of the calls
 * here, from one thread. It blocks on nothing and reads no clock but the one that it is given, so a
 * simulation drives the same code as YARN does.
 *
 * <p>The job is running until {@link #end} names its end, which is final. An attempt is running and
 * then exactly one of succeeded, failed, lost and cancelled; only a task's first success counts.
 */
final class JobMaster {
  private static final Logger LOG = LoggerFactory.getLogger(JobMaster.class);

  private static final int MAX_START_FAILURES = 6;
  private static final int MAX_LOSSES = 16;

  /** An executor may have been too small for all that it did, and a new one large enough. */
  private static final int MAX_WITHOUT_MEMORY = 2;

  private final StoredJob job;
  private final MasterPolicy policy;
  private final Journal journal;
  private final InstantSource clock;
  private final Executor loop;
  private final TaskTable tasks;
  private final ExecutorPool pool;
  private JournalRecord.@Nullable JobEnded end;
  private final Set<String> startsRefusedOn = new HashSet<>();
  private int startFailures;
  private long records;
  private long bytes;

  JobMaster(
      StoredJob job,
      MasterPolicy policy,
      ContainerCluster cluster,
      Journal journal,
      JobMasterSurroundings surroundings) {
    this.job = job;
    this.policy = policy;
    this.journal = journal;
    this.clock = surroundings.clock();
    this.loop = surroundings.loop();
    this.tasks = new TaskTable(job.spec());
    this.pool = new ExecutorPool(policy, cluster, journal, surroundings.seed());
  }

  /** Begins, or goes on where the journal of earlier masters ends. */
  void start(MasterIdentity identity, JobHistory earlier) {
    Instant now = clock.instant();
    journal.append(
        new JournalRecord.MasterStarted(
            now.toEpochMilli(),
            identity.attempt(),
            identity.application(),
            identity.host(),
            identity.processStartedMs()));
    pool.nodes().masterOn(identity.host());
    if (earlier.end().isPresent()) {
      end = earlier.end().get();
      return;
    }
    earlier
        .attempts()
        .forEach(each -> tasks.restoreAttempt(each.stage(), each.task(), each.number(), false));
    earlier
        .failures()
        .forEach(each -> tasks.restoreAttempt(each.stage(), each.task(), each.number(), true));
    for (JournalRecord.AttemptEnded success : earlier.successes()) {
      String result = success.result();
      if (result != null) {
        tasks.restore(success.stage(), success.task(), result);
        records += success.records();
        bytes += success.bytes();
      }
    }
    LOG.info("Job {}: {}", job.spec().id(), tasks);
    for (int stage = 0; stage < job.spec().stages().size(); stage++) {
      stageMayBeDone(stage);
    }
    tasks.unblock(now);
    if (job.spec().stages().isEmpty()) {
      finish(JobState.SUCCEEDED, null, null);
    }
  }

  /**
   * Runs tasks in the master's own container too, in place of executors.
   *
   * @param resources what it offers to tasks
   */
  void runTasksHere(GrantedContainer container, TaskResources resources) {
    if (end == null) {
      pool.adopt(
          container,
          resources,
          "a small job: its tasks run in the application master's container",
          clock.instant());
    }
  }

  /**
   * Takes measurements of all nodes that run.
   *
   * @param masterShare processor use of this process lately, as a share of its machine
   */
  void nodes(List<NodeReading> readings, double masterShare) {
    pool.observe(readings, masterShare, clock.instant());
  }

  void granted(GrantedContainer container) {
    pool.granted(container, end == null ? tasks.readyCount() : 0, clock.instant());
  }

  /** Takes what an executor says and tells it what to do. */
  ExecutorOrder exchange(ExecutorReport report) {
    Instant now = clock.instant();
    Optional<ExecutorRow> found = pool.find(report.executor());
    if (found.isEmpty()) {
      return ExecutorOrder.exit();
    }
    ExecutorRow executor = found.get();
    if (!executor.spoken()) {
      journal.append(
          new JournalRecord.ExecutorStarted(
              now.toEpochMilli(), executor.id(), report.processStartedMs()));
    }
    executor.heard(now, report.cpuShare());
    Attempt attempt = executor.attempt();
    if (attempt != null && attempt.name().equals(report.attempt())) {
      executor.counted(report.records(), report.bytes());
      if (report.outcome() != null) {
        attemptEnded(executor, attempt, report.outcome(), now);
      }
    }
    if (end != null || pool.find(executor.id()).isEmpty()) {
      return ExecutorOrder.exit();
    }
    if (!report.asks()) {
      return executor.cancelled() ? ExecutorOrder.cancel() : ExecutorOrder.pause(1000);
    }
    startFailures = 0;
    Attempt assigned = executor.attempt();
    if (assigned != null) {
      // The order was lost on its way: say it again.
      return ExecutorOrder.run(assigned);
    }
    return assign(executor, now);
  }

  private ExecutorOrder assign(ExecutorRow executor, Instant now) {
    boolean loaded = pool.loaded(executor, now);
    Optional<TaskTable.TaskRow> picked =
        tasks.pick(executor.host(), row -> accepts(executor, row, loaded, now));
    if (picked.isEmpty()) {
      return ExecutorOrder.pause(pauseMs());
    }
    TaskTable.TaskRow row = picked.get();
    Attempt attempt = tasks.begin(row, executor.resources);
    executor.begin(attempt, row, now);
    String locality =
        row.spec.preferredHosts().isEmpty()
            ? "any"
            : row.local(executor.host()) ? "local" : "remote";
    journal.append(
        new JournalRecord.AttemptStarted(
            now.toEpochMilli(),
            row.stage,
            row.task,
            attempt.number(),
            executor.id(),
            executor.host(),
            locality,
            reason(executor, row, locality, now)));
    return ExecutorOrder.run(attempt);
  }

  /** Idle executors ask again soon, but all together not more than some 500 times a second. */
  private int pauseMs() {
    return Math.max(20, 2 * pool.all().size());
  }

  private boolean accepts(
      ExecutorRow executor, TaskTable.TaskRow row, boolean loaded, Instant now) {
    if (pool.isOwn(executor)) {
      // There is no other one while this one is there, and it was chosen for all of the job.
      return true;
    }
    TaskResources needed = tasks.stage(row).resources();
    Duration waited = row.waited(now);
    if (loaded || !executor.offers(needed)) {
      return false;
    }
    if (row.failedOn(executor.host())
        && waited.compareTo(policy.busyWait()) < 0
        && pool.presentElsewhere(row.failedHosts())) {
      return false;
    }
    List<String> preferred = row.spec.preferredHosts();
    return preferred.isEmpty()
        || preferred.contains(executor.host())
        || waited.compareTo(policy.localityWait()) >= 0
        || !pool.presentOn(preferred);
  }

  private String reason(ExecutorRow executor, TaskTable.TaskRow row, String locality, Instant now) {
    StringBuilder text = new StringBuilder();
    text.append(
        switch (locality) {
          case "local" -> "its input lies on this node";
          case "remote" ->
              "no executor beside its input within " + row.waited(now).toMillis() + " ms";
          default -> "any node will do";
        });
    text.append("; ").append(executor.placement);
    for (NodeView view : pool.views(now)) {
      Optional<String> busy = pool.busy(now).reason(view);
      if (busy.isPresent() && !view.host().equals(executor.host()) && view.executors() > 0) {
        text.append("; now ").append(view.host()).append(" is left alone: ").append(busy.get());
      }
    }
    return text.toString();
  }

  private void attemptEnded(
      ExecutorRow executor, Attempt attempt, ExecutorReport.Outcome outcome, Instant now) {
    TaskTable.TaskRow row = taskOf(executor);
    journal.append(
        new JournalRecord.AttemptEnded(
            now.toEpochMilli(),
            attempt.stage(),
            attempt.task(),
            attempt.number(),
            outcome.state(),
            outcome.result(),
            outcome.failure(),
            executor.records(),
            executor.bytes()));
    pool.nodes().took(executor.host(), executor.attemptAge(now));
    String result = outcome.result();
    if (outcome.state() == AttemptState.SUCCEEDED && result != null) {
      records += executor.records();
      bytes += executor.bytes();
      tasks.succeed(row, result);
      executor.end(now);
      stageMayBeDone(row.stage);
      return;
    }
    executor.end(now);
    if (outcome.state() == AttemptState.CANCELLED) {
      tasks.giveBack(row, now);
      return;
    }
    attemptFailed(executor, attempt, outcome, row, now);
  }

  private void attemptFailed(
      ExecutorRow executor,
      Attempt attempt,
      ExecutorReport.Outcome outcome,
      TaskTable.TaskRow row,
      Instant now) {
    FailureKind kind =
        outcome.failureKind() == null ? FailureKind.RETRYABLE : outcome.failureKind();
    String failure = String.valueOf(outcome.failure());
    pool.nodes().failed(executor.host(), now);
    tasks.fail(row, executor.host(), now);
    if (kind == FailureKind.REFUSED_HERE) {
      row.refusedOn(executor.host());
    }
    if (!mayPass(kind, attempt, row) || row.failures() >= policy.maxAttempts()) {
      finish(JobState.FAILED, kind, FirstCause.ofTask(job, executor, attempt, failure, kind));
    } else if (pool.isOwn(executor)) {
      pool.remove(executor, "a task failed here: it is tried again in a container of its own", now);
    } else if (kind == FailureKind.REFUSED_HERE) {
      // While it is there, it counts as the one that the task needs, and takes it again.
      pool.remove(executor, "its node's storage refuses: the task is tried again elsewhere", now);
    }
  }

  /** Whether there is a place where another attempt may succeed. */
  private boolean mayPass(FailureKind kind, Attempt attempt, TaskTable.TaskRow row) {
    int neededMib = tasks.stage(row).resources().memoryMib();
    return switch (kind) {
      case REFUSED_HERE -> pool.nodes().offersElsewhere(row.refusingHosts(), neededMib);
      // The master's own container may have less than an executor gets.
      case TOO_LITTLE_MEMORY -> attempt.resources().memoryMib() < neededMib;
      default -> kind.mayPassElsewhere();
    };
  }

  private static TaskTable.TaskRow taskOf(ExecutorRow executor) {
    TaskTable.TaskRow row = executor.task();
    if (row == null) {
      throw new IllegalStateException("Executor " + executor.id() + " has no task");
    }
    return row;
  }

  private void stageMayBeDone(int stage) {
    if (tasks.stageDone(stage)) {
      journal.stageEnded(
          stage, tasks.results(stage), () -> loop.execute(() -> stageWritten(stage)));
    }
  }

  private void stageWritten(int stage) {
    tasks.resultsWritten(stage);
    if (end != null) {
      return;
    }
    if (tasks.allWritten()) {
      finish(JobState.SUCCEEDED, null, null);
      return;
    }
    tasks.unblock(clock.instant());
    pool.plan(tasks, clock.instant());
  }

  /** YARN says that a container ended. */
  void ended(String container, int exitStatus, String diagnostics) {
    lost(container, ContainerLoss.ofExit(exitStatus, diagnostics));
  }

  void launchFailed(String container, String reason) {
    lost(container, ContainerLoss.ofLaunch(reason));
  }

  private void lost(String container, ContainerLoss loss) {
    pool.find(container).ifPresent(executor -> lost(executor, loss));
  }

  private void lost(ExecutorRow executor, ContainerLoss loss) {
    Instant now = clock.instant();
    LOG.info("Executor {} on {} is lost: {}", executor.id(), executor.host(), loss.reason());
    Attempt attempt = executor.attempt();
    pool.remove(executor, loss.reason(), now);
    if (end != null) {
      return;
    }
    if (loss.blamed()) {
      pool.nodes().failed(executor.host(), now);
    }
    if (attempt != null) {
      lost(executor, attempt, loss);
    } else if (!executor.spoken()
        && (++startFailures >= MAX_START_FAILURES || !mayStart(executor, loss))) {
      finish(
          JobState.FAILED,
          FailureKind.RETRYABLE,
          FirstCause.ofStart(job, executor, loss.reason(), startFailures));
    }
  }

  /** Whether another executor may start where this one could not. */
  private boolean mayStart(ExecutorRow executor, ContainerLoss loss) {
    if (!loss.refusedByNode()) {
      return true;
    }
    startsRefusedOn.add(executor.host());
    return pool.nodes().offersElsewhere(startsRefusedOn, executor.resources.memoryMib());
  }

  private void lost(ExecutorRow executor, Attempt attempt, ContainerLoss loss) {
    Instant now = clock.instant();
    journal.append(
        new JournalRecord.AttemptEnded(
            now.toEpochMilli(),
            attempt.stage(),
            attempt.task(),
            attempt.number(),
            AttemptState.LOST,
            null,
            loss.reason(),
            executor.records(),
            executor.bytes()));
    TaskTable.TaskRow row = taskOf(executor);
    if (loss.blamed()) {
      tasks.fail(row, executor.host(), now);
    } else {
      tasks.giveBack(row, now);
    }
    int most = loss.lackedMemory() ? MAX_WITHOUT_MEMORY : policy.maxAttempts();
    if (row.failures() >= Math.min(most, policy.maxAttempts())
        || attempt.number() + 1 >= MAX_LOSSES) {
      FailureKind kind =
          loss.lackedMemory() ? FailureKind.TOO_LITTLE_MEMORY : FailureKind.RETRYABLE;
      finish(
          JobState.FAILED,
          kind,
          FirstCause.ofTask(
              job, executor, attempt, "its executor was lost: " + loss.reason(), kind));
    }
  }

  /** To be called about every 100 ms. */
  void tick() {
    Instant now = clock.instant();
    if (end != null) {
      return;
    }
    for (ExecutorRow executor : pool.overdue(now)) {
      if (pool.silent(executor, now)) {
        lost(executor, ContainerLoss.ofSilence(executor.silence(now)));
      } else {
        pool.remove(executor, "given back: nothing to do", now);
      }
      if (end != null) {
        return;
      }
    }
    pool.plan(tasks, now);
  }

  void kill(String reason) {
    finish(JobState.KILLED, FailureKind.RETRYABLE, FirstCause.ofKill(job, reason));
  }

  /** Ends the job for a reason outside of its tasks. */
  void fail(String reason) {
    finish(JobState.FAILED, FailureKind.RETRYABLE, FirstCause.ofJob(job, reason));
  }

  private void finish(JobState state, @Nullable FailureKind kind, @Nullable String failure) {
    if (end != null) {
      return;
    }
    end = new JournalRecord.JobEnded(clock.instant().toEpochMilli(), state, kind, failure);
    journal.append(end);
    pool.stop();
    LOG.info("Job {} {}: {}", job.spec().id(), state.word(), failure);
  }

  Optional<JournalRecord.JobEnded> end() {
    return Optional.ofNullable(end);
  }

  JobStatus status() {
    long nowRecords = records;
    long nowBytes = bytes;
    int running = 0;
    for (ExecutorRow executor : pool.all()) {
      running += executor.busy() ? 1 : 0;
      nowRecords += executor.records();
      nowBytes += executor.bytes();
    }
    JobState state = end == null ? JobState.RUNNING : end.state();
    return new JobStatus(
        state,
        new JobProgress(
            state == JobState.SUCCEEDED ? "done" : state.word(),
            tasks.currentStage(),
            tasks.done(),
            running,
            tasks.total(),
            nowRecords,
            nowBytes),
        end == null ? null : end.failureKind(),
        end == null ? null : end.failure());
  }
}
