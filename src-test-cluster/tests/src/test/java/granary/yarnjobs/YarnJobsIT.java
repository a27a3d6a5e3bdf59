package granary.yarnjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import granary.client.NodeStatus;
import granary.client.YarnJobs;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import granary.job.JobId;
import granary.job.JobProgress;
import granary.job.JobResult;
import granary.job.JobSpec;
import granary.job.StageSpec;
import granary.job.TaskResources;
import granary.job.TaskSpec;
import granary.journal.AttemptState;
import granary.journal.JobReport;
import granary.journal.JobState;
import granary.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs of toy tasks on real daemons: executors are reused, and losses cost no result. */
@ExtendWith(SharedCluster.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class YarnJobsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String MASTER = "granary.master.MasterMain";

  private static final String RUN = Long.toString(System.nanoTime() & Long.MAX_VALUE, 36);

  private final ProcessCluster cluster;
  private YarnJobs jobs;

  YarnJobsIT(ProcessCluster cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() throws IOException {
    System.setProperty(
        "granary.jar", ProcessCluster.installation().resolve("jobs/target/granary.jar").toString());
    jobs = YarnJobs.open(settings(3), cluster.hadoop());
  }

  private Settings settings(int executors) throws IOException {
    return Settings.received(
        Map.of(
            "root",
            "/yarn-jobs",
            "yarn.extra-jars",
            ToyJar.in(cluster.work("yarn-jobs")).toString(),
            // On a machine that is full YARN takes long to give what a test waits for.
            "yarn.placement.wait",
            "1m",
            // Toy tasks are done before their executors would have been optimised.
            "yarn.executor.java-options",
            "-XX:TieredStopAtLevel=1",
            "yarn.executor.max",
            Integer.toString(executors)));
  }

  @AfterEach
  void close() {
    jobs.close();
    cluster.mend();
  }

  @Test
  void reusesExecutors() throws Exception {
    JobResult result = jobs.run(job("reuse", 40, "wait 20", List.of()), progress -> {});

    assertThat(result.results()).hasSize(40);
    assertThat(new HashSet<>(result.results())).hasSizeLessThanOrEqualTo(3);
    assertThat(jobs.list(10)).extracting("id").contains(id("reuse").value());
    assertThat(jobs.show(id("reuse")).state()).isEqualTo(JobState.SUCCEEDED);
  }

  /** More jobs than the cluster has room for at once: masters must leave room for executors. */
  @Test
  void tenJobsAtOnceAllEnd() throws Exception {
    try (YarnJobs narrow = YarnJobs.open(settings(1), cluster.hadoop())) {
      List<CompletableFuture<JobResult>> running =
          IntStream.range(0, 10)
              .mapToObj(each -> job("ten-" + each, 4, "wait 200", List.of()))
              .map(each -> start(narrow, each, new Seen()))
              .toList();

      for (CompletableFuture<JobResult> each : running) {
        assertThat(each.get().results()).hasSize(4);
      }
    }
  }

  @Test
  void tasksLeaveALoadedNodeAloneAndTheJobSaysWhy() throws Exception {
    Seen seen = new Seen();
    CompletableFuture<JobResult> burning =
        start(jobs, job("burn", 1, "burn 240000", List.of()), seen);
    await().atMost(PATIENCE).until(() -> seen.submitted && runningOn("burn").isPresent());
    String loaded = runningOn("burn").orElseThrow();
    await().atMost(PATIENCE).untilAsserted(() -> assertThatOnlyThisNodeIsLoaded(loaded));

    jobs.run(job("calm", 12, "wait 300", List.of()), progress -> {});

    assertThat(attempts("calm"))
        .hasSizeGreaterThanOrEqualTo(12)
        .noneMatch(attempt -> attempt.node().equals(loaded))
        .allMatch(attempt -> attempt.reason().contains(loaded));
    assertThat(jobs.kill(id("burn"))).isEqualTo(JobState.KILLED);
    await().atMost(PATIENCE).until(burning::isCompletedExceptionally);
  }

  /** By what containers use: one machine carries all nodes, and its own use is the same on each. */
  private void assertThatOnlyThisNodeIsLoaded(String loaded) {
    double use = node(loaded).containersCpuUtilization();
    assertThat(jobs.nodes())
        .filteredOn(node -> !node.host().equals(loaded))
        .as("against %s, with %.2f", loaded, use)
        .allMatch(node -> node.containersCpuUtilization() <= use - 0.35);
  }

  private Optional<String> runningOn(String name) {
    return attempts(name).stream()
        .filter(attempt -> attempt.state() == AttemptState.RUNNING)
        .map(JobReport.Attempt::node)
        .findFirst();
  }

  @Test
  void tasksOfALostNodeMoveToOthers() throws Exception {
    // Where the test before it still shows, all executors go to one node, perhaps the master's.
    await().atMost(PATIENCE).until(this::nodesAreCalm);
    Seen seen = new Seen();
    CompletableFuture<JobResult> running =
        start(jobs, job("lost", 80, "wait 400", List.of()), seen);
    await().atMost(PATIENCE).until(() -> seen.tasksDone >= 5 && victim("lost") > 0);

    int victim = victim("lost");
    cluster.killNode(victim);

    assertThat(running.get().results()).hasSize(80);
    assertThat(attempts("lost"))
        .filteredOn(attempt -> attempt.state() == AttemptState.SUCCEEDED)
        .hasSize(80);
  }

  @Test
  void aSecondMasterFinishesWithoutRepeatingFinishedTasks() throws Exception {
    Seen seen = new Seen();
    CompletableFuture<JobResult> running =
        start(jobs, job("failover", 45, "wait 400", List.of()), seen);
    await().atMost(PATIENCE).until(() -> seen.tasksDone >= 5);

    cluster.containers(MASTER).forEach(ProcessHandle::destroyForcibly);

    assertThat(running.get().results()).hasSize(45);
    JobReport report = jobs.show(id("failover"));
    assertThat(report.masterAttempts()).isEqualTo(2);
    assertThat(report.stages().get(0).tasks())
        .allSatisfy(
            task ->
                assertThat(task.attempts())
                    .filteredOn(attempt -> attempt.state() == AttemptState.SUCCEEDED)
                    .hasSize(1));
  }

  private boolean nodesAreCalm() {
    return jobs.nodes().stream().allMatch(node -> node.containersCpuUtilization() < 0.2);
  }

  /** A node with an executor at work and without the master; 0 if there is none. */
  private int victim(String name) {
    List<String> hosts = jobs.nodes().stream().map(NodeStatus::host).toList();
    String master = masterHost();
    return attempts(name).stream()
        .filter(attempt -> attempt.state() == AttemptState.RUNNING)
        .map(JobReport.Attempt::node)
        .filter(host -> !host.equals(master))
        .mapToInt(host -> hosts.indexOf(host) + 1)
        .findFirst()
        .orElse(0);
  }

  private String masterHost() {
    List<String> hosts = jobs.nodes().stream().map(NodeStatus::host).toList();
    return cluster.containers(MASTER).stream()
        .map(process -> process.info().commandLine().orElse(""))
        .flatMap(
            line ->
                IntStream.rangeClosed(1, hosts.size())
                    .filter(node -> line.contains("/node" + node + "/"))
                    .mapToObj(node -> hosts.get(node - 1)))
        .findFirst()
        .orElse("");
  }

  private NodeStatus node(String host) {
    return jobs.nodes().stream().filter(each -> each.host().equals(host)).findAny().orElseThrow();
  }

  private List<JobReport.Attempt> attempts(String name) {
    return jobs.show(id(name)).stages().stream()
        .flatMap(stage -> stage.tasks().stream())
        .flatMap(task -> task.attempts().stream())
        .toList();
  }

  private static CompletableFuture<JobResult> start(YarnJobs jobs, JobSpec job, Seen seen) {
    CompletableFuture<JobResult> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(jobs.run(job, seen::progress));
              } catch (InterruptedException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }

  private static final class Seen {
    private volatile boolean submitted;
    private volatile int tasksDone;

    void progress(JobProgress progress) {
      submitted = true;
      tasksDone = progress.tasksDone();
    }
  }

  /** A job's name is its own in every run, also where the cluster's files outlive one. */
  private static JobId id(String name) {
    return new JobId("yarn-" + name + "-" + RUN);
  }

  private static JobSpec job(String name, int tasks, String payload, List<String> hosts) {
    List<TaskSpec> specs =
        IntStream.range(0, tasks).mapToObj(task -> new TaskSpec(payload, hosts, 0)).toList();
    return new JobSpec(
        id(name),
        "toy",
        name,
        List.of(
            new StageSpec(
                "toy", List.of(), ToyTask.class.getName(), specs, new TaskResources(384, 128, 1))));
  }
}
