package granary.yarnjobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.RunningCommand;
import granary.harness.SharedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The commands that speak with YARN, and what becomes of a job whose client ends. */
@ExtendWith(SharedCluster.class)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class JobCommandsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final String RUN = Long.toString(System.nanoTime() & Long.MAX_VALUE, 36);

  private final ProcessCluster cluster;
  private final Path directory;

  JobCommandsIT(ProcessCluster cluster) {
    this.cluster = cluster;
    this.directory = cluster.work("job-commands");
    System.setProperty(
        "granary.jar", ProcessCluster.installation().resolve("jobs/target/granary.jar").toString());
  }

  @Test
  void aTaskStepIsAJobThatCanBeListedShownReadAndNotKilledAnyMore() throws Exception {
    String run = "task-" + RUN;
    JsonNode report = here(runWords(run, "wait 10", "wait 20")).succeeded().json();
    assertThat(report.path("state").asText()).isEqualTo("succeeded");
    String job = report.at("/steps/0/result/job").asText();
    assertThat(report.at("/steps/0/result/results")).hasSize(2);

    JsonNode shown = here("job", "show", job).succeeded().json();
    assertThat(shown.path("state").asText()).isEqualTo("succeeded");
    assertThat(fields(shown)).contains("id", "state", "stages", "executors", "startMs", "endMs");
    JsonNode task = shown.at("/stages/0/tasks/1");
    assertThat(task.path("id").asText()).isEqualTo("s0-t1");
    assertThat(fields(task.at("/attempts/0")))
        .contains("node", "state", "locality", "reason", "startMs", "endMs");
    assertThat(here("job", "list", "--limit", "50").succeeded().json().findValuesAsText("id"))
        .contains(job);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        here("job", "logs", job, "--task", "s0-t1")
                            .succeeded()
                            .json()
                            .path("log")
                            .asText())
                    .contains("Container: "));
    assertThat(here("job", "logs", job, "--task", "s7-t1").exitedWith(2).err())
        .startsWith("Cannot find task s7-t1 of job " + job);
    assertThat(here("job", "kill", job).succeeded().json().path("state").asText())
        .isEqualTo("succeeded");
  }

  @Test
  void controlCKillsTheJobAndARepeatedRunGoesOn() throws Exception {
    String run = "stopped-" + RUN;
    RunningCommand client = cluster.start(runWords(run, "wait 200000"));
    await().atMost(PATIENCE).until(() -> !client.isRunning() || running(run).isPresent());
    assertThat(client.isRunning()).as("%s", client).isTrue();
    String job = running(run).orElseThrow();
    assertThat(here("job", "logs", job).succeeded().json().path("log").asText())
        .contains("Container: ");

    client.interrupt();

    CommandResult stopped = client.result(PATIENCE).exitedWith(130);
    assertThat(stopped.err()).contains("it was interrupted; granary run ").contains("--id " + run);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(here("job", "show", job).succeeded().json().path("state").asText())
                    .isEqualTo("killed"));
    assertThat(here("job", "kill", job).succeeded().json().path("state").asText())
        .isEqualTo("killed");
  }

  @Test
  void whatIsNoJobIsWrongUse() {
    for (String command : List.of("show", "logs", "kill")) {
      assertThat(here("job", command, "BAD_ID").exitedWith(2).err())
          .startsWith("Cannot name a job 'BAD_ID'");
      assertThat(here("job", command, "none-such").exitedWith(2).err())
          .startsWith("Cannot find job none-such");
    }
  }

  @Test
  void nodesAreShownWithWhatPlacementSeesOfThem() {
    JsonNode nodes = here("nodes").succeeded().json();
    assertThat(nodes).hasSize(3);
    assertThat(fields(nodes.get(0)))
        .contains(
            "host",
            "state",
            "vcores",
            "memoryMib",
            "cpuUtilization",
            "memoryUtilization",
            "executors",
            "score");
  }

  @Test
  void doctorLooksIntoAContainerForEachNodeAndNamesIt() {
    CommandResult result = here("doctor");
    List<String> hosts = here("nodes").succeeded().json().findValuesAsText("host");
    assertThat(result.json().path("findings").findValuesAsText("what"))
        .as(result.toString())
        .filteredOn(what -> what.startsWith("Java ") && what.contains(" in a container on "))
        .hasSize(hosts.size())
        .allMatch(what -> hosts.contains(what.substring(what.lastIndexOf(' ') + 1)));
  }

  /** The kernel takes connections for a server that never looks at them. */
  @Test
  void aResourceManagerThatNeverAnswersIsNamed() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();
      Path conf = confWith(cluster.hadoop().get("yarn.resourcemanager.address"), address);
      for (List<String> words : List.of(List.of("nodes"), List.of("job", "show", "some-job"))) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("-D", "client.timeout=5s"));
        assertThat(ProcessCluster.here(conf, all.toArray(String[]::new)).exitedWith(1).err())
            .startsWith("Cannot reach YARN's ResourceManager: " + address)
            .contains("did not answer in 5 s")
            .hasLineCount(1);
      }
    }
  }

  private Path confWith(String address, String other) throws IOException {
    Path conf = Files.createDirectories(directory.resolve("conf-" + RUN));
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(cluster.confDir(), "*.{xml,yaml}")) {
      for (Path file : files) {
        Files.writeString(
            conf.resolve(file.getFileName()),
            Files.readString(file).replace(">" + address + "<", ">" + other + "<"));
      }
    }
    return conf;
  }

  private CommandResult here(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--json");
    return cluster.here(all.toArray(String[]::new));
  }

  private String[] runWords(String run, String... payloads) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve(run + ".yaml"),
            """
            name: toys
            steps:
              - id: toy
                task: %s
                memory: 384MiB
                heap: 128MiB
                payloads: [%s]
            """
                .formatted(ToyTask.class.getName(), String.join(", ", payloads)));
    return new String[] {
      "run", file.toString(), "--id", run, "-D", "yarn.extra-jars=" + ToyJar.in(directory)
    };
  }

  /** The job of a run, once a task of it is running. */
  private Optional<String> running(String run) {
    return here("job", "list", "--limit", "50").succeeded().json().findValuesAsText("id").stream()
        .filter(id -> id.startsWith(run))
        .filter(
            id ->
                here("job", "show", id)
                    .succeeded()
                    .json()
                    .at("/stages/0/tasks/0/attempts/0/state")
                    .asText()
                    .equals("running"))
        .findFirst();
  }

  private static List<String> fields(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
