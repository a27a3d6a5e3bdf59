package granary.master;

import granary.attempt.Attempt;
import granary.job.JobSpec;
import granary.job.StageSpec;
import granary.job.TaskResources;
import granary.job.TaskSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a job and where each stands: blocked → ready → running → done, and from running back
 * to ready when an attempt came to nothing. Not thread-safe: the event loop owns it.
 */
final class TaskTable {
  /** How many ready tasks one question looks at; with more, what comes first is good enough. */
  private static final int LOOK_AHEAD = 64;

  private enum Standing {
    BLOCKED,
    READY,
    RUNNING,
    DONE
  }

  /** One task. */
  static final class TaskRow {
    final int stage;
    final int task;
    final TaskSpec spec;
    private Standing standing = Standing.BLOCKED;
    private @Nullable String result;
    private int attempts;
    private int failures;
    private Instant readySince = Instant.EPOCH;
    private @Nullable Set<String> failedHosts;
    private @Nullable Set<String> refusingHosts;

    private TaskRow(int stage, int task, TaskSpec spec) {
      this.stage = stage;
      this.task = task;
      this.spec = spec;
    }

    String name() {
      return "s" + stage + "-t" + task;
    }

    boolean local(String host) {
      return spec.preferredHosts().contains(host);
    }

    boolean failedOn(String host) {
      return failedHosts != null && failedHosts.contains(host);
    }

    Set<String> failedHosts() {
      return failedHosts == null ? Set.of() : failedHosts;
    }

    /** Notes that the storage of {@code host} refuses what the task needs. */
    void refusedOn(String host) {
      if (refusingHosts == null) {
        refusingHosts = new HashSet<>();
      }
      refusingHosts.add(host);
    }

    Set<String> refusingHosts() {
      return refusingHosts == null ? Set.of() : refusingHosts;
    }

    Duration waited(Instant now) {
      return Duration.between(readySince, now);
    }

    int failures() {
      return failures;
    }
  }

  /** What an executor could be given, judged by the master. */
  interface Judge {
    /** Whether the executor should take this task now. */
    boolean accepts(TaskRow row);
  }

  private final JobSpec spec;
  private final List<List<TaskRow>> rows = new ArrayList<>();
  private final int[] open;
  private final boolean[] resultsWritten;
  // Ready tasks in the order in which they are given out, and by the host of their input.
  private final TreeMap<Long, TaskRow> ready = new TreeMap<>();
  private final Map<TaskRow, Long> places = new HashMap<>();
  private final Map<String, Deque<TaskRow>> readyByHost = new LinkedHashMap<>();
  private long nextPlace;
  private long firstPlace;
  private final TaskResources largest;
  private int done;
  private int total;

  TaskTable(JobSpec spec) {
    this.spec = spec;
    this.largest = largest(spec);
    int stages = spec.stages().size();
    this.open = new int[stages];
    this.resultsWritten = new boolean[stages];
    for (int stage = 0; stage < stages; stage++) {
      List<TaskSpec> tasks = spec.stages().get(stage).tasks();
      List<TaskRow> stageRows = new ArrayList<>(tasks.size());
      for (int task = 0; task < tasks.size(); task++) {
        stageRows.add(new TaskRow(stage, task, tasks.get(task)));
      }
      rows.add(stageRows);
      open[stage] = tasks.size();
      total += tasks.size();
    }
  }

  private static TaskResources largest(JobSpec spec) {
    TaskResources largest = new TaskResources(32, 32, 1);
    for (StageSpec stage : spec.stages()) {
      TaskResources each = stage.resources();
      largest =
          new TaskResources(
              Math.max(largest.memoryMib(), each.memoryMib()),
              Math.max(largest.heapMib(), each.heapMib()),
              Math.max(largest.vcores(), each.vcores()));
    }
    return largest;
  }

  /** What an executor has to offer to run tasks of every stage. */
  TaskResources largest() {
    return largest;
  }

  /** Takes a result that an earlier application master had journalled. */
  void restore(int stage, int task, String result) {
    TaskRow row = rows.get(stage).get(task);
    if (row.standing != Standing.DONE) {
      row.standing = Standing.DONE;
      row.result = result;
      open[stage]--;
      done++;
    }
  }

  /** Counts an attempt that an earlier application master had started. */
  void restoreAttempt(int stage, int task, int number, boolean failed) {
    TaskRow row = rows.get(stage).get(task);
    row.attempts = Math.max(row.attempts, number + 1);
    if (failed) {
      row.failures++;
    }
  }

  /** Makes ready what nothing blocks any more, the largest first. */
  void unblock(Instant now) {
    for (int stage = 0; stage < rows.size(); stage++) {
      boolean free =
          spec.stages().get(stage).inputs().stream().allMatch(input -> resultsWritten[input]);
      if (!free || open[stage] == 0 || rows.get(stage).get(0).standing == Standing.RUNNING) {
        continue;
      }
      rows.get(stage).stream()
          .filter(row -> row.standing == Standing.BLOCKED)
          .sorted(Comparator.comparingLong(row -> -row.spec.inputBytes()))
          .forEach(row -> makeReady(row, now, false));
    }
  }

  private void makeReady(TaskRow row, Instant now, boolean first) {
    row.standing = Standing.READY;
    row.readySince = now;
    long place = first ? --firstPlace : nextPlace++;
    ready.put(place, row);
    places.put(row, place);
    for (String host : row.spec.preferredHosts()) {
      Deque<TaskRow> queue = readyByHost.computeIfAbsent(host, key -> new ArrayDeque<>());
      if (first) {
        queue.addFirst(row);
      } else {
        queue.addLast(row);
      }
    }
  }

  /** The best ready task for an executor on {@code host}: one whose input lies there, if any. */
  Optional<TaskRow> pick(String host, Judge judge) {
    Deque<TaskRow> local = readyByHost.get(host);
    while (local != null && !local.isEmpty() && local.peekFirst().standing != Standing.READY) {
      local.removeFirst();
    }
    if (local != null) {
      Optional<TaskRow> row =
          local.stream()
              .filter(each -> each.standing == Standing.READY)
              .limit(LOOK_AHEAD)
              .filter(judge::accepts)
              .findFirst();
      if (row.isPresent()) {
        return row;
      }
    }
    return ready.values().stream().limit(LOOK_AHEAD).filter(judge::accepts).findFirst();
  }

  /** The ready tasks that come next, at most {@code count}. */
  List<TaskRow> next(int count) {
    return ready.values().stream().limit(count).toList();
  }

  int readyCount() {
    return ready.size();
  }

  /** Begins an attempt at a ready task, with what the stage needs or less. */
  Attempt begin(TaskRow row, TaskResources offered) {
    require(row, Standing.READY);
    row.standing = Standing.RUNNING;
    Long place = places.remove(row);
    if (place != null) {
      ready.remove(place);
    }
    StageSpec stage = stage(row);
    return new Attempt(
        row.stage,
        row.task,
        row.attempts++,
        stage.taskClass(),
        row.spec.payload(),
        smaller(stage.resources(), offered));
  }

  /** What an executor has beyond the stage's needs is not this task's to use. */
  private static TaskResources smaller(TaskResources needed, TaskResources offered) {
    return new TaskResources(
        Math.min(needed.memoryMib(), offered.memoryMib()),
        Math.min(needed.heapMib(), offered.heapMib()),
        Math.min(needed.vcores(), offered.vcores()));
  }

  /** Takes the one result of a running task. */
  void succeed(TaskRow row, String result) {
    require(row, Standing.RUNNING);
    row.standing = Standing.DONE;
    row.result = result;
    open[row.stage]--;
    done++;
  }

  /** An attempt failed: the task is ready again, to be tried elsewhere. */
  void fail(TaskRow row, String host, Instant now) {
    row.failures++;
    if (row.failedHosts == null) {
      row.failedHosts = new HashSet<>();
    }
    row.failedHosts.add(host);
    giveBack(row, now);
  }

  /** An attempt came to nothing by no fault of the task: it is ready again, before all others. */
  void giveBack(TaskRow row, Instant now) {
    require(row, Standing.RUNNING);
    makeReady(row, now, true);
  }

  private static void require(TaskRow row, Standing standing) {
    if (row.standing != standing) {
      throw new IllegalStateException(
          "Invalid step of task " + row.name() + ": it is " + row.standing + ", not " + standing);
    }
  }

  /** Whether every task of the stage is done. */
  boolean stageDone(int stage) {
    return open[stage] == 0;
  }

  void resultsWritten(int stage) {
    resultsWritten[stage] = true;
  }

  boolean allWritten() {
    return IntStream.range(0, resultsWritten.length).allMatch(stage -> resultsWritten[stage]);
  }

  List<String> results(int stage) {
    return rows.get(stage).stream()
        .map(
            row -> {
              String result = row.result;
              if (result == null) {
                throw new IllegalStateException("Task " + row.name() + " has no result");
              }
              return result;
            })
        .toList();
  }

  StageSpec stage(TaskRow row) {
    return spec.stages().get(row.stage);
  }

  /** The name of the first stage that is not done; empty if all are. */
  String currentStage() {
    return IntStream.range(0, open.length)
        .filter(stage -> open[stage] > 0)
        .mapToObj(stage -> spec.stages().get(stage).name())
        .findFirst()
        .orElse("");
  }

  int done() {
    return done;
  }

  int total() {
    return total;
  }

  @Override
  public String toString() {
    return done + "/" + total + " done, open by stage " + Arrays.toString(open);
  }
}
