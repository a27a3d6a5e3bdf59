package granary.coordination;

import granary.failure.InvalidRequestException;
import granary.settings.Setting;
import granary.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Where ZooKeeper is.
 *
 * @param connect its servers, {@code host:port,host:port}
 * @param path the node below which everything of Granary's lies
 * @param sessionTimeout how long a dead process is taken for alive
 * @param connectionTimeout how long a call waits for a connection before it names the servers
 */
public record ZooKeeperSettings(
    String connect, String path, Duration sessionTimeout, Duration connectionTimeout) {
  public static final Setting<String> CONNECT =
      Setting.text(
          "zookeeper.connect", "", "ZooKeeper's servers, host:port,host:port; keeps the ledger.");
  public static final Setting<String> PATH =
      Setting.text("zookeeper.path", "/granary", "The ZooKeeper node that Granary's nodes are in.");
  public static final Setting<Duration> SESSION_TIMEOUT =
      Setting.duration(
          "zookeeper.session-timeout", "10s", "How long a dead process is taken for alive.");
  public static final Setting<Duration> CONNECTION_TIMEOUT =
      Setting.duration(
          "zookeeper.connection-timeout",
          "8s",
          "How long a call waits for ZooKeeper before it fails.");

  public ZooKeeperSettings {
    if (!path.startsWith("/") || path.length() < 2 || path.endsWith("/") || path.contains("//")) {
      throw new InvalidRequestException(
          "Cannot read setting "
              + PATH.key()
              + ": a node's path such as /granary was expected ("
              + path
              + ")");
    }
  }

  public static List<Setting<?>> all() {
    return List.of(CONNECT, PATH, SESSION_TIMEOUT, CONNECTION_TIMEOUT);
  }

  public static ZooKeeperSettings from(Settings settings) {
    return new ZooKeeperSettings(
        settings.get(CONNECT),
        settings.get(PATH),
        settings.get(SESSION_TIMEOUT),
        settings.get(CONNECTION_TIMEOUT));
  }
}
