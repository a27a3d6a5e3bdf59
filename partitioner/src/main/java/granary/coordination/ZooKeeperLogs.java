package granary.coordination;

import java.util.List;
import org.apache.curator.CuratorZookeeperClient;
import org.apache.zookeeper.ZooKeeper;

/** What ZooKeeper's client writes into its process's log. */
public final class ZooKeeperLogs {
  private ZooKeeperLogs() {}

  /**
   * The names of its loggers, under the packages that the client's classes are in now. They write a
   * stack trace for each try at a connection, of which {@link ZooKeeperConnection} throws one.
   */
  public static List<String> loggers() {
    return List.of(ZooKeeper.class.getPackageName(), CuratorZookeeperClient.class.getPackageName());
  }
}
