package granary.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ClusterPlanTest {
  private static final ClusterOptions OPTIONS = ClusterOptions.in(Path.of("/cluster"));

  @Test
  void choosesThreeNodesAndDifferentPorts() {
    ClusterState state = ClusterPlan.of(OPTIONS, Optional.empty());

    assertThat(state.nodes()).isEqualTo(3);
    assertThat(state.confDir()).isEqualTo("/cluster/conf");
    assertThat(
            Stream.concat(
                state.ports().values().stream(),
                state.nodePorts().stream().flatMap(ports -> ports.values().stream())))
        .hasSize(ServicePort.values().length + 3 * NodePort.values().length)
        .doesNotHaveDuplicates();
  }

  @Test
  void keepsWhatTheDirectoryWasStartedAs() {
    ClusterState before = ClusterPlan.of(OPTIONS.withNodes(2), Optional.empty());

    assertThat(ClusterPlan.of(OPTIONS, Optional.of(before))).isEqualTo(before);
  }

  @Test
  void addsNodesAndRefusesToLoseSome() {
    ClusterState before = ClusterPlan.of(OPTIONS.withNodes(2), Optional.empty());

    assertThat(ClusterPlan.of(OPTIONS.withNodes(4), Optional.of(before)).nodePorts())
        .hasSize(4)
        .startsWith(before.nodePorts().get(0), before.nodePorts().get(1));
    assertThatThrownBy(() -> ClusterPlan.of(OPTIONS.withNodes(1), Optional.of(before)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("holds the data of 2");
  }

  @Test
  void takesConfiguredPortsAsGivenOrNotAtAll() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> ClusterPlan.of(withHivePort(other.getLocalPort()), Optional.empty()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("HIVE")
          .hasMessageContaining("127.0.0.1:" + other.getLocalPort());
    }
    int free = new PortChoice(7).free("127.0.0.1");
    assertThat(ClusterPlan.of(withHivePort(free), Optional.empty()).hiveUrl())
        .contains("jdbc:hive2://127.0.0.1:" + free + "/");
  }

  @Test
  void movesAServiceWhosePortIsTakenButNotTheNameNode() throws IOException {
    ClusterState before = ClusterPlan.of(OPTIONS, Optional.empty());
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket hive = new ServerSocket(before.port(ServicePort.HIVE), 1, loopback)) {
      assertThat(ClusterPlan.of(OPTIONS, Optional.of(before)).port(ServicePort.HIVE))
          .isNotEqualTo(hive.getLocalPort());
    }
    try (ServerSocket nameNode = new ServerSocket(before.port(ServicePort.NAMENODE), 1, loopback)) {
      assertThatThrownBy(() -> ClusterPlan.of(OPTIONS, Optional.of(before)))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("127.0.0.1:" + nameNode.getLocalPort());
    }
  }

  private static ClusterOptions withHivePort(int port) {
    return new ClusterOptions(
        OPTIONS.directory(),
        OptionalInt.empty(),
        true,
        Map.of(ServicePort.HIVE, port),
        Duration.ofMinutes(1));
  }
}
