package granary.journal;

import granary.job.JobSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rebuilds a job from its journal. Not thread-safe. */
public final class JobHistory {
  private final StoredJob job;
  private final Map<String, JournalRecord.AttemptStarted> started = new LinkedHashMap<>();
  private final Map<String, JournalRecord.AttemptEnded> ended = new LinkedHashMap<>();
  private final Map<String, JournalRecord.ExecutorPlaced> executors = new LinkedHashMap<>();
  private final Map<String, JournalRecord.ExecutorStarted> executorsStarted = new LinkedHashMap<>();
  private final Map<String, JournalRecord.ExecutorEnded> executorsEnded = new LinkedHashMap<>();
  private final Map<String, Long> orphaned = new LinkedHashMap<>();
  private int masterAttempts;
  private @Nullable String application;
  private JournalRecord.@Nullable MasterStarted firstMaster;
  private JournalRecord.@Nullable JobEnded end;

  public JobHistory(StoredJob job, List<JournalRecord> records) {
    this.job = job;
    records.forEach(this::replay);
  }

  private void replay(JournalRecord record) {
    if (record instanceof JournalRecord.MasterStarted master) {
      masterAttempts++;
      application = master.application();
      firstMaster = firstMaster == null ? master : firstMaster;
      for (String name : started.keySet()) {
        if (!ended.containsKey(name)) {
          orphaned.putIfAbsent(name, master.atMs());
        }
      }
    } else if (record instanceof JournalRecord.ExecutorPlaced placed) {
      executors.put(placed.container(), placed);
    } else if (record instanceof JournalRecord.ExecutorStarted first) {
      executorsStarted.putIfAbsent(first.container(), first);
    } else if (record instanceof JournalRecord.ExecutorEnded gone) {
      executorsEnded.putIfAbsent(gone.container(), gone);
    } else if (record instanceof JournalRecord.AttemptStarted attempt) {
      started.put(name(attempt.stage(), attempt.task(), attempt.number()), attempt);
    } else if (record instanceof JournalRecord.AttemptEnded attempt) {
      ended.putIfAbsent(name(attempt.stage(), attempt.task(), attempt.number()), attempt);
    } else if (record instanceof JournalRecord.JobEnded jobEnded && end == null) {
      end = jobEnded;
    }
  }

  private static String name(int stage, int task, int number) {
    return "s" + stage + "-t" + task + "-a" + number;
  }

  /** How the job ended, if it has. */
  public Optional<JournalRecord.JobEnded> end() {
    return Optional.ofNullable(end);
  }

  /** The attempts whose results count. */
  public List<JournalRecord.AttemptEnded> successes() {
    return ended.values().stream()
        .filter(attempt -> attempt.state() == AttemptState.SUCCEEDED)
        .toList();
  }

  /** Attempts that failed by their own fault. */
  public List<JournalRecord.AttemptEnded> failures() {
    return ended.values().stream()
        .filter(attempt -> attempt.state() == AttemptState.FAILED)
        .toList();
  }

  /** Every attempt that was started. */
  public List<JournalRecord.AttemptStarted> attempts() {
    return List.copyOf(started.values());
  }

  /** The whole as users see it. */
  public JobReport report() {
    JobSpec spec = job.spec();
    return new JobReport(
        spec.id().value(),
        spec.kind(),
        spec.title(),
        job.user(),
        application,
        end != null ? end.state() : masterAttempts > 0 ? JobState.RUNNING : JobState.ACCEPTED,
        end == null ? null : end.failure(),
        stages(spec),
        executors(),
        start(),
        masterAttempts,
        job.submittedMs(),
        end == null ? null : Long.valueOf(end.atMs()));
  }

  private List<JobReport.Stage> stages(JobSpec spec) {
    List<Map<Integer, List<JobReport.Attempt>>> attempts = new ArrayList<>();
    spec.stages().forEach(stage -> attempts.add(new TreeMap<>()));
    started.forEach(
        (name, attempt) ->
            attempts
                .get(attempt.stage())
                .computeIfAbsent(attempt.task(), task -> new ArrayList<>())
                .add(attempt(name, attempt)));
    List<JobReport.Stage> stages = new ArrayList<>();
    for (int stage = 0; stage < spec.stages().size(); stage++) {
      List<JobReport.Task> tasks = new ArrayList<>();
      for (int task = 0; task < spec.stages().get(stage).tasks().size(); task++) {
        tasks.add(
            new JobReport.Task(
                "s" + stage + "-t" + task, attempts.get(stage).getOrDefault(task, List.of())));
      }
      stages.add(new JobReport.Stage(spec.stages().get(stage).name(), tasks));
    }
    return stages;
  }

  private JobReport.Attempt attempt(String name, JournalRecord.AttemptStarted begin) {
    JournalRecord.AttemptEnded finish = ended.get(name);
    Long orphanedMs = orphaned.get(name);
    AttemptState state = AttemptState.RUNNING;
    Long endMs = null;
    String failure = null;
    if (finish != null) {
      state = finish.state();
      endMs = finish.atMs();
      failure = finish.failure();
    } else if (orphanedMs != null) {
      state = AttemptState.LOST;
      endMs = orphanedMs;
      failure = "the application master was lost";
    } else if (end != null) {
      state = AttemptState.CANCELLED;
      endMs = end.atMs();
    }
    return new JobReport.Attempt(
        name,
        begin.host(),
        begin.container(),
        state,
        begin.locality(),
        begin.reason(),
        failure,
        finish == null ? 0 : finish.records(),
        finish == null ? 0 : finish.bytes(),
        begin.atMs(),
        endMs);
  }

  /** The steps until the first task, of the first master and of the first executor that spoke. */
  private JobReport.Start start() {
    JournalRecord.MasterStarted master = firstMaster;
    Optional<JournalRecord.ExecutorStarted> executor =
        executorsStarted.values().stream().findFirst();
    JournalRecord.ExecutorPlaced placed =
        executor.map(first -> executors.get(first.container())).orElse(null);
    return new JobReport.Start(
        master == null || master.processStartedMs() == 0 ? null : master.processStartedMs(),
        master == null ? null : Long.valueOf(master.atMs()),
        placed == null ? null : Long.valueOf(placed.atMs()),
        executor.map(JournalRecord.ExecutorStarted::processStartedMs).orElse(null),
        executor.map(JournalRecord.ExecutorStarted::atMs).orElse(null),
        started.values().stream().findFirst().map(JournalRecord.AttemptStarted::atMs).orElse(null));
  }

  private List<JobReport.Executor> executors() {
    List<JobReport.Executor> all = new ArrayList<>();
    executors.forEach(
        (container, placed) -> {
          JournalRecord.ExecutorEnded gone = executorsEnded.get(container);
          int attempts =
              (int)
                  started.values().stream()
                      .filter(attempt -> attempt.container().equals(container))
                      .count();
          all.add(
              new JobReport.Executor(
                  container,
                  placed.host(),
                  placed.nodeHttp(),
                  placed.memoryMib(),
                  placed.reason(),
                  attempts,
                  gone == null ? null : gone.reason(),
                  placed.atMs(),
                  gone == null ? null : Long.valueOf(gone.atMs())));
        });
    return all;
  }
}
