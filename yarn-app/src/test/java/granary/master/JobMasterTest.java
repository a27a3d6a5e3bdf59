package granary.master;

import static org.assertj.core.api.Assertions.assertThat;

import granary.attempt.FailureKind;
import granary.job.JobId;
import granary.job.JobSpec;
import granary.job.StageSpec;
import granary.job.TaskResources;
import granary.job.TaskSpec;
import granary.journal.AttemptState;
import granary.journal.JobHistory;
import granary.journal.JobReport;
import granary.journal.JobState;
import granary.journal.JournalRecord;
import granary.journal.StoredJob;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JobMasterTest {
  private static final SimulatedCluster.Trouble NONE = new SimulatedCluster.Trouble(0, 0, 0, 0);
  private static final SimulatedCluster.Trouble MUCH =
      new SimulatedCluster.Trouble(0.03, 0.02, 0.01, 0.1);

  @Test
  void runsManyTasksInFewExecutors() {
    SimulatedCluster cluster = new SimulatedCluster(1, 3, NONE);
    JobMaster master = start(cluster, job(List.of(), 200, 1), 1);

    cluster.run(() -> master.end().isPresent());

    assertThat(master.end().orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(cluster.attemptsByContainer).hasSizeLessThanOrEqualTo(8);
    requireEveryResultOnce(cluster, job(List.of(), 200, 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
  void endsWithEveryResultOnceUnderLosses(long seed) {
    SimulatedCluster cluster = new SimulatedCluster(seed, 6, MUCH);
    StoredJob job = job(List.of("node1", "node2"), 150, 3);
    JobMaster master = start(cluster, job, 1);
    cluster.after(6_000, () -> cluster.loseNode("node2"));
    cluster.after(9_000, () -> cluster.loseNode("node5"));

    cluster.run(() -> master.end().isPresent());

    JournalRecord.JobEnded end = master.end().orElseThrow();
    if (end.state() == JobState.SUCCEEDED) {
      requireEveryResultOnce(cluster, job);
    } else {
      assertThat(end.failure()).contains("failed at attempt").contains("container c");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 7, 11, 18, 29})
  void aNewMasterRepeatsNoFinishedTask(long seed) {
    SimulatedCluster cluster = new SimulatedCluster(seed, 4, NONE);
    StoredJob job = job(List.of(), 100, 2);
    JobMaster first = start(cluster, job, 1);
    cluster.run(() -> first.status().progress().tasksDone() >= 40);
    List<JournalRecord> journal = List.copyOf(cluster.records);

    JobMaster second = start(cluster, job, 2, new JobHistory(job, journal));
    cluster.run(() -> second.end().isPresent());

    assertThat(second.end().orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
    requireEveryResultOnce(cluster, job);
    JobReport report = new JobHistory(job, cluster.records).report();
    assertThat(report.masterAttempts()).isEqualTo(2);
    assertThat(report.stages().get(0).tasks())
        .allSatisfy(
            task ->
                assertThat(task.attempts())
                    .filteredOn(attempt -> attempt.state() == AttemptState.SUCCEEDED)
                    .hasSize(1));
  }

  @Test
  void tasksStayAwayFromALoadedNodeAndTheJobSaysWhy() {
    SimulatedCluster cluster = new SimulatedCluster(3, 3, NONE);
    cluster.load("node2", 0.97);
    StoredJob job = job(List.of(), 60, 1);
    JobMaster master = start(cluster, job, 1);

    cluster.run(() -> master.end().isPresent());

    List<JobReport.Attempt> attempts = attempts(new JobHistory(job, cluster.records).report());
    assertThat(attempts).noneMatch(attempt -> attempt.node().equals("node2"));
    assertThat(attempts)
        .allSatisfy(attempt -> assertThat(attempt.reason()).contains("node2 passed over: cpu 97%"));
  }

  @Test
  void aNodeThatGetsLoadedGetsNoMoreTasks() {
    SimulatedCluster cluster = new SimulatedCluster(3, 3, NONE);
    StoredJob job = job(List.of(), 300, 1);
    JobMaster master = start(cluster, job, 1);
    cluster.run(() -> master.status().progress().tasksDone() >= 50);
    cluster.load("node1", 0.99);
    long loadedMs = cluster.millis() + 1_500;

    cluster.run(() -> master.end().isPresent());

    assertThat(attempts(new JobHistory(job, cluster.records).report()))
        .filteredOn(attempt -> attempt.startMs() > loadedMs)
        .isNotEmpty()
        .noneMatch(attempt -> attempt.node().equals("node1"));
  }

  @Test
  void tasksGoWhereTheirInputLies() {
    SimulatedCluster cluster = new SimulatedCluster(5, 6, NONE);
    StoredJob job = job(List.of("node4"), 40, 1);
    JobMaster master = start(cluster, job, 1);

    cluster.run(() -> master.end().isPresent());

    List<JobReport.Attempt> attempts = attempts(new JobHistory(job, cluster.records).report());
    assertThat(attempts)
        .filteredOn(attempt -> attempt.locality().equals("local"))
        .hasSizeGreaterThan(20);
  }

  /** A later stage that needs more must not wait for an executor of its own. */
  @Test
  void oneOfTheFirstExecutorsIsLargeEnoughForEveryStage() {
    SimulatedCluster cluster = new SimulatedCluster(5, 3, NONE);
    StoredJob job = scanAndFinal(6);
    JobMaster master = start(cluster, job, 1);

    cluster.run(() -> master.end().isPresent());

    JobReport report = new JobHistory(job, cluster.records).report();
    Long scanned =
        report.stages().get(0).tasks().stream()
            .map(task -> task.attempts().get(0).endMs())
            .max(Long::compare)
            .orElseThrow();
    JobReport.Attempt last = report.stages().get(1).tasks().get(0).attempts().get(0);
    assertThat(last.startMs() - scanned).isLessThan(500);
  }

  @Test
  void aSmallJobRunsInTheMastersOwnContainer() {
    SimulatedCluster cluster = new SimulatedCluster(5, 3, NONE);
    StoredJob job = scanAndFinal(1);
    JobMaster master = start(cluster, job, 1);
    cluster.runTasksIn(master, "own");

    cluster.run(() -> master.end().isPresent());

    assertThat(master.end().orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
    JobReport report = new JobHistory(job, cluster.records).report();
    assertThat(attempts(report)).hasSize(2).allMatch(each -> each.container().equals("own"));
    assertThat(report.executors()).hasSize(1);
    assertThat(report.executors().get(0).reason()).startsWith("a small job");
  }

  /** What failed beside the master is tried again where it cannot harm the master. */
  @Test
  void aTaskThatFailsInTheMastersContainerIsTriedAgainElsewhere() {
    SimulatedCluster cluster = new SimulatedCluster(5, 3, new SimulatedCluster.Trouble(1, 0, 0, 0));
    StoredJob job = scanAndFinal(1);
    JobMaster master = start(cluster, job, 1);
    cluster.runTasksIn(master, "own");

    cluster.run(() -> master.end().isPresent());

    List<JobReport.Attempt> attempts = attempts(new JobHistory(job, cluster.records).report());
    assertThat(attempts.get(0).container()).isEqualTo("own");
    assertThat(attempts).hasSize(4);
    assertThat(attempts.subList(1, 4)).noneMatch(each -> each.container().equals("own"));
  }

  /**
   * What the dead one had begun is begun anew, and not beside the second, which could die of it.
   */
  @Test
  void theSecondMasterOfASmallJobFinishesItElsewhere() {
    SimulatedCluster cluster = new SimulatedCluster(5, 3, NONE);
    StoredJob job = scanAndFinal(1);
    JobMaster first = start(cluster, job, 1);
    cluster.runTasksIn(first, "own");
    cluster.run(
        () ->
            first.status().progress().tasksDone() == 1
                && attempts(new JobHistory(job, cluster.records).report()).size() == 2);

    JobMaster second = start(cluster, job, 2, new JobHistory(job, List.copyOf(cluster.records)));
    cluster.run(() -> second.end().isPresent());

    assertThat(second.end().orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
    requireEveryResultOnce(cluster, job);
    List<JobReport.Attempt> attempts = attempts(new JobHistory(job, cluster.records).report());
    assertThat(attempts).hasSize(3);
    assertThat(attempts.subList(0, 2)).allMatch(each -> each.container().equals("own"));
    assertThat(attempts.get(2).container()).isNotEqualTo("own");
  }

  private static StoredJob scanAndFinal(int scans) {
    List<TaskSpec> tasks =
        IntStream.range(0, scans).mapToObj(task -> new TaskSpec("p", List.of(), 1000)).toList();
    List<StageSpec> stages =
        List.of(
            new StageSpec("scan", List.of(), "Task", tasks, new TaskResources(768, 256, 1)),
            new StageSpec(
                "final",
                List.of(0),
                "Task",
                List.of(new TaskSpec("p", List.of(), 0)),
                new TaskResources(1024, 256, 1)));
    return new StoredJob(
        new JobSpec(new JobId("test-1"), "test", "a test", stages), Map.of(), "me", 0, List.of());
  }

  @Test
  void theFirstCauseIsReported() {
    SimulatedCluster cluster = new SimulatedCluster(5, 3, new SimulatedCluster.Trouble(1, 0, 0, 0));
    JobMaster master = start(cluster, job(List.of(), 3, 1), 1);

    cluster.run(() -> master.end().isPresent());

    JournalRecord.JobEnded end = master.end().orElseThrow();
    assertThat(end.state()).isEqualTo(JobState.FAILED);
    assertThat(end.failureKind()).isEqualTo(FailureKind.RETRYABLE);
    assertThat(end.failure())
        .matches(
            "Cannot finish job test-1: task s0-t\\d of stage stage0 failed at attempt \\d+:"
                + " bad luck \\(node node\\d, container c\\d+; its log: granary job logs test-1"
                + " --task s0-t\\d\\)");
  }

  @Test
  void aRefusalThatLastsEndsTheJobAtTheFirstAttempt() {
    SimulatedCluster cluster = new SimulatedCluster(5, 1, NONE);
    cluster.refuse("node1", FailureKind.REFUSED);
    StoredJob job = job(List.of(), 1, 1);
    JobMaster master = start(cluster, job, 1);

    cluster.run(() -> master.end().isPresent());

    assertThat(attempts(new JobHistory(job, cluster.records).report())).hasSize(1);
    JournalRecord.JobEnded end = master.end().orElseThrow();
    assertThat(end.failureKind()).isEqualTo(FailureKind.REFUSED);
    assertThat(end.failure()).contains("failed at attempt 1: bad luck (node node1, container c");
  }

  @Test
  void whatOneMachineRefusesIsDoneOnAnother() {
    SimulatedCluster cluster = new SimulatedCluster(5, 3, NONE);
    cluster.refuse("node1", FailureKind.REFUSED_HERE);
    StoredJob job = job(List.of("node1"), 1, 1);
    JobMaster master = start(cluster, job, 1);

    cluster.run(() -> master.end().isPresent());

    assertThat(master.end().orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
    List<JobReport.Attempt> attempts = attempts(new JobHistory(job, cluster.records).report());
    assertThat(attempts.get(0).node()).isEqualTo("node1");
    assertThat(attempts.get(attempts.size() - 1).node()).isNotEqualTo("node1");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whatEveryMachineRefusesEndsTheJobOnceEachHasSaidSo(int nodes) {
    SimulatedCluster cluster = new SimulatedCluster(5, nodes, NONE);
    for (int node = 1; node <= nodes; node++) {
      cluster.refuse("node" + node, FailureKind.REFUSED_HERE);
    }
    StoredJob job = job(List.of(), 1, 1);
    JobMaster master = start(cluster, job, 1);

    cluster.run(() -> master.end().isPresent());

    assertThat(master.end().orElseThrow().failureKind()).isEqualTo(FailureKind.REFUSED_HERE);
    assertThat(attempts(new JobHistory(job, cluster.records).report()))
        .extracting(JobReport.Attempt::node)
        .doesNotHaveDuplicates()
        .hasSize(nodes);
  }

  @Test
  void aTaskIsNotTriedAgainWithAsLittleMemory() {
    SimulatedCluster cluster = new SimulatedCluster(5, 1, NONE);
    cluster.refuse("node1", FailureKind.TOO_LITTLE_MEMORY);
    StoredJob job = job(List.of(), 1, 1);
    JobMaster master = start(cluster, job, 1);

    cluster.run(() -> master.end().isPresent());

    assertThat(attempts(new JobHistory(job, cluster.records).report())).hasSize(1);
    assertThat(master.end().orElseThrow().failureKind()).isEqualTo(FailureKind.TOO_LITTLE_MEMORY);
  }

  @Test
  void aTaskThatTheMastersContainerIsTooSmallForIsTriedInALargerOne() {
    SimulatedCluster cluster = new SimulatedCluster(5, 1, NONE);
    cluster.refuse("node1", FailureKind.TOO_LITTLE_MEMORY);
    StoredJob job = scanAndFinal(1);
    JobMaster master = start(cluster, job, 1);
    cluster.runTasksIn(master, "own");

    cluster.run(() -> master.end().isPresent());

    List<JobReport.Attempt> attempts = attempts(new JobHistory(job, cluster.records).report());
    assertThat(attempts).hasSize(2);
    assertThat(attempts.get(0).container()).isEqualTo("own");
    assertThat(attempts.get(1).container()).isNotEqualTo("own");
  }

  @Test
  void aTaskThatIsTooLargeForTwoExecutorsIsNotTriedInAThird() {
    SimulatedCluster cluster = new SimulatedCluster(5, 3, NONE);
    cluster.endAtWork(-104, "Container c is running beyond physical memory limits\nmore");
    StoredJob job = job(List.of(), 1, 1);
    JobMaster master = start(cluster, job, 1);

    cluster.run(() -> master.end().isPresent());

    assertThat(attempts(new JobHistory(job, cluster.records).report())).hasSize(2);
    JournalRecord.JobEnded end = master.end().orElseThrow();
    assertThat(end.failureKind()).isEqualTo(FailureKind.TOO_LITTLE_MEMORY);
    assertThat(end.failure())
        .contains(
            "its executor was lost: exit status -104: Container c is running beyond physical memory"
                + " limits; give its tasks more memory (node node");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void executorsThatNoDiskHasRoomForEndTheJobOnceEachNodeHasSaidSo(int nodes) {
    SimulatedCluster cluster = new SimulatedCluster(5, nodes, NONE);
    cluster.endAtStart(-1000, "[time]No space available in any of the local directories\nmore");
    StoredJob job = job(List.of(), 1, 1);
    JobMaster master = start(cluster, job, 1);

    cluster.run(() -> master.end().isPresent());

    assertThat(new JobHistory(job, cluster.records).report().executors())
        .hasSizeBetween(nodes, nodes == 1 ? 1 : 6);
    assertThat(master.end().orElseThrow().failure())
        .contains("executors do not start")
        .contains("local directories; make room on that machine's local disk");
  }

  @Test
  void aKilledJobEndsAtOnce() {
    SimulatedCluster cluster = new SimulatedCluster(5, 3, NONE);
    JobMaster master = start(cluster, job(List.of(), 50, 1), 1);
    cluster.run(() -> master.status().progress().tasksDone() >= 5);

    master.kill("by its user");

    assertThat(master.status().state()).isEqualTo(JobState.KILLED);
  }

  @Test
  void aHundredThousandTasksTakeTheMasterSeconds() {
    SimulatedCluster cluster = new SimulatedCluster(9, 400, NONE);
    StoredJob job = job(List.of(), 100_000, 1);
    JobMaster master = start(cluster, job, 1);

    cluster.run(() -> master.end().isPresent());

    assertThat(master.end().orElseThrow().state()).isEqualTo(JobState.SUCCEEDED);
  }

  private static JobMaster start(SimulatedCluster cluster, StoredJob job, int masterAttempt) {
    return start(cluster, job, masterAttempt, new JobHistory(job, List.of()));
  }

  private static JobMaster start(
      SimulatedCluster cluster, StoredJob job, int masterAttempt, JobHistory earlier) {
    int executors = job.spec().stages().get(0).tasks().size() > 10_000 ? 400 : 8;
    MasterPolicy policy =
        new MasterPolicy(
            executors,
            4,
            Duration.ofMillis(1500),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));
    JobMaster master =
        new JobMaster(
            job,
            policy,
            cluster,
            cluster,
            new JobMasterSurroundings(cluster, step -> cluster.after(0, step), 1));
    cluster.attach(master);
    master.start(new MasterIdentity(masterAttempt, "application_1_1", "node1", 0), earlier);
    return master;
  }

  private static StoredJob job(List<String> preferredHosts, int tasks, int stages) {
    TaskResources resources = new TaskResources(512, 256, 1);
    List<StageSpec> specs =
        IntStream.range(0, stages)
            .mapToObj(
                stage ->
                    new StageSpec(
                        "stage" + stage,
                        stage == 0 ? List.of() : List.of(stage - 1),
                        "Task",
                        IntStream.range(0, tasks)
                            .mapToObj(task -> new TaskSpec("p" + task, preferredHosts, task))
                            .toList(),
                        resources))
            .toList();
    return new StoredJob(
        new JobSpec(new JobId("test-1"), "test", "a test", specs), Map.of(), "me", 0, List.of());
  }

  private static List<JobReport.Attempt> attempts(JobReport report) {
    return report.stages().stream()
        .flatMap(stage -> stage.tasks().stream())
        .flatMap(task -> task.attempts().stream())
        .toList();
  }

  private static void requireEveryResultOnce(SimulatedCluster cluster, StoredJob job) {
    Map<String, Integer> successes = new HashMap<>();
    for (JournalRecord record : cluster.records) {
      if (record instanceof JournalRecord.AttemptEnded ended
          && ended.state() == AttemptState.SUCCEEDED) {
        successes.merge("s" + ended.stage() + "-t" + ended.task(), 1, Integer::sum);
      }
    }
    int tasks = job.spec().stages().stream().mapToInt(stage -> stage.tasks().size()).sum();
    assertThat(successes).hasSize(tasks);
    assertThat(successes.values()).allMatch(count -> count == 1);
  }
}
