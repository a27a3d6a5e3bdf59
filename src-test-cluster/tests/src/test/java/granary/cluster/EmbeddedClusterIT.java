package granary.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import granary.harness.ListeningSockets;
import granary.harness.ProcessCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Has a cluster of its own, with two nodes and without Hive, since it breaks it in every way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EmbeddedClusterIT {
  private final List<String> progress = new ArrayList<>();
  private final EmbeddedCluster cluster;
  private final Path home;

  EmbeddedClusterIT(@TempDir Path home) {
    this.home = home;
    this.cluster = EmbeddedCluster.in(home, ProcessCluster.installation(), progress::add);
  }

  private ClusterOptions options() {
    return ClusterOptions.in(cluster.defaultDirectory()).withNodes(2).withoutHive();
  }

  @BeforeEach
  void start() {
    assertThat(cluster.start(options()).status().state()).isEqualTo(ClusterStatus.State.HEALTHY);
    progress.clear();
  }

  @AfterAll
  void stop() {
    cluster.stop(Optional.empty());
  }

  @Test
  void saysThatItRunsAlreadyWhenItIsStartedTwice() {
    ClusterStatus before = status();

    StartResult second = cluster.start(options());

    assertThat(second.alreadyRunning()).isTrue();
    assertThat(second.status().processes()).isEqualTo(before.processes());
  }

  @Test
  void refusesASecondClusterInTheSameHome() {
    assertThatThrownBy(() -> cluster.start(ClusterOptions.in(home.resolve("other")).withoutHive()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("another one runs")
        .hasMessageContaining(cluster.defaultDirectory().toString());
  }

  @Test
  void listensOnLoopbackOnly() throws IOException {
    List<String> addresses = ListeningSockets.of(status().processes().values());

    assertThat(addresses).hasSizeGreaterThan(10).allMatch(address -> address.startsWith("127."));
  }

  @Test
  void killsANodeWithItsContainersAndBringsItBack() throws Exception {
    Path container =
        Files.createDirectories(
            cluster.defaultDirectory().resolve("node2/yarn/local/usercache/container_1"));
    Process ofTheContainer =
        new ProcessBuilder("sleep", "600").directory(container.toFile()).start();
    Process elsewhere = new ProcessBuilder("sleep", "600").directory(home.toFile()).start();
    try {
      assertThat(cluster.killNode(2).state()).isEqualTo(NodeStatus.State.DOWN);

      assertThat(ofTheContainer.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(elsewhere.isAlive()).isTrue();
      assertThat(status().state()).isEqualTo(ClusterStatus.State.DEGRADED);
      assertThat(status().processes())
          .containsKeys("datanode-1", "nodemanager-1")
          .doesNotContainKeys("datanode-2", "nodemanager-2");

      assertThat(cluster.startNode(2).state()).isEqualTo(NodeStatus.State.RUNNING);
      assertThat(status().state()).isEqualTo(ClusterStatus.State.HEALTHY);
    } finally {
      ofTheContainer.destroyForcibly();
      elsewhere.destroyForcibly();
    }
  }

  @Test
  void refusesANodeThatIsNotThere() {
    assertThatThrownBy(() -> cluster.killNode(3))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("the nodes are 1 to 2");
  }

  @Test
  void startsAfterACrashWithItsDataAndPorts() throws Exception {
    ClusterStatus before = status();
    write(before, "/kept", "what was there before");
    // All but a DataNode and a NodeManager die.
    before.processes().entrySet().stream()
        .filter(daemon -> !daemon.getKey().endsWith("-1"))
        .forEach(daemon -> ProcessHandle.of(daemon.getValue()).orElseThrow().destroyForcibly());

    StartResult again = cluster.start(options());

    assertThat(again.alreadyRunning()).isFalse();
    assertThat(again.status().state()).isEqualTo(ClusterStatus.State.HEALTHY);
    assertThat(again.status().processes().values())
        .doesNotContainAnyElementsOf(before.processes().values());
    assertThat(again.status().hdfs()).isEqualTo(before.hdfs());
    assertThat(progress).anyMatch(line -> line.contains("an earlier run left"));
    assertThat(read(again.status(), "/kept")).isEqualTo("what was there before");
  }

  @Test
  void leavesNoProcessAndNoPortWhenItIsStopped() throws IOException {
    ClusterStatus before = status();
    List<String> sockets = ListeningSockets.of(before.processes().values());

    assertThat(cluster.stop(Optional.empty())).isEqualTo(before.processes().size());

    assertThat(ListeningSockets.all()).doesNotContainAnyElementsOf(sockets);
    assertThat(before.processes().values())
        .noneMatch(pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    assertThat(cluster.status(Optional.empty())).isEmpty();
    assertThat(cluster.stop(Optional.empty())).isZero();
  }

  private ClusterStatus status() {
    return cluster.status(Optional.empty()).orElseThrow();
  }

  private static void write(ClusterStatus status, String path, String text) throws IOException {
    try (FileSystem fileSystem = FileSystem.newInstance(configuration(status));
        var out = fileSystem.create(new org.apache.hadoop.fs.Path(path))) {
      out.writeUTF(text);
    }
  }

  private static String read(ClusterStatus status, String path) throws IOException {
    try (FileSystem fileSystem = FileSystem.newInstance(configuration(status));
        var in = fileSystem.open(new org.apache.hadoop.fs.Path(path))) {
      return in.readUTF();
    }
  }

  private static Configuration configuration(ClusterStatus status) {
    return ProcessCluster.hadoop(Path.of(status.confDir()));
  }
}
