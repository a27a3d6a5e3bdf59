package granary.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of a cluster and its addresses.
 *
 * @param state whether it can be used
 * @param nodes each node
 * @param hdfs the file system's URI
 * @param resourceManager host and port
 * @param zookeeper the connect string
 * @param hive the JDBC URL, empty without Hive
 * @param confDir what HADOOP_CONF_DIR is to be for other programs
 * @param dir the cluster's directory
 * @param web the web pages of the masters, by name
 * @param processes the process ID of each daemon that runs
 */
public record ClusterStatus(
    State state,
    List<NodeStatus> nodes,
    String hdfs,
    String resourceManager,
    String zookeeper,
    Optional<String> hive,
    String confDir,
    String dir,
    Map<String, String> web,
    Map<String, Long> processes) {
  /** Whether a cluster can be used. */
  public enum State {
    /** All masters and nodes answer. */
    HEALTHY,
    /** The masters answer; at least one node does not. */
    DEGRADED,
    /** A master does not answer. */
    BROKEN,
    /** Nothing of it runs. */
    STOPPED
  }

  public ClusterStatus {
    nodes = List.copyOf(nodes);
    web = Map.copyOf(web);
    processes = Map.copyOf(processes);
  }
}
