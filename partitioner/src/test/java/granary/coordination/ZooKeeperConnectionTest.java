package granary.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.coordination.TransactionOutcome.Applied;
import granary.coordination.TransactionOutcome.Reason;
import granary.coordination.TransactionOutcome.Refused;
import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.Test;

final class ZooKeeperConnectionTest {
  private static ZooKeeperSettings settings(String connect, Duration connectionTimeout) {
    return new ZooKeeperSettings(connect, "/granary", Duration.ofSeconds(4), connectionTimeout);
  }

  @Test
  void namesTheServersThatDoNotAnswer() throws Exception {
    // Accepts connections and never answers.
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String servers = "127.0.0.1:" + silent.getLocalPort();
      assertThatThrownBy(() -> ZooKeeperConnection.open(settings(servers, Duration.ofSeconds(1))))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining(servers);
    }
  }

  @Test
  void refusesAnEmptyListOfServers() {
    assertThatThrownBy(() -> ZooKeeperConnection.open(settings(" ", Duration.ofSeconds(1))))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("zookeeper.connect");
  }

  @Test
  void saysWhichStepDidNotHold() throws Exception {
    try (TestingServer server = new TestingServer();
        ZooKeeperConnection connection =
            ZooKeeperConnection.open(settings(server.getConnectString(), Duration.ofSeconds(10)))) {
      NodeChange create = NodeChange.create("/a", "one");
      assertThat(connection.apply(List.of(create))).isInstanceOf(Applied.class);
      assertThat(connection.apply(List.of(new NodeChange.Check("/a", 0), create)))
          .isEqualTo(new Refused(1, Reason.EXISTS));
      assertThat(connection.apply(List.of(new NodeChange.Set("/a", "two", 7))))
          .isEqualTo(new Refused(0, Reason.VERSION));
      assertThat(connection.apply(List.of(new NodeChange.Check("/b", NodeChange.ANY_VERSION))))
          .isEqualTo(new Refused(0, Reason.MISSING));
      assertThat(connection.apply(List.of(NodeChange.create("/a/b", ""))))
          .isInstanceOf(Applied.class);
      assertThat(connection.apply(List.of(NodeChange.delete("/a"))))
          .isEqualTo(new Refused(0, Reason.NOT_EMPTY));
      assertThat(connection.read("/a")).map(Node::text).hasValue("one");
      connection.deleteTree("/a");
      assertThat(connection.read("/a")).isEmpty();
    }
  }

  @Test
  void readsAndWritesAgainAfterTheServerComesBack() throws Exception {
    try (TestingServer server = new TestingServer();
        ZooKeeperConnection connection =
            ZooKeeperConnection.open(settings(server.getConnectString(), Duration.ofSeconds(15)))) {
      connection.ensure("/a");
      server.restart();
      assertThat(connection.read("/a")).isPresent();
    }
  }
}
