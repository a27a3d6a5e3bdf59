package granary.cluster.command;

import granary.cli.Table;
import granary.cluster.ClusterStatus;
import granary.cluster.NodeStatus;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Shows a cluster: as maps for JSON, as text for people. */
final class ClusterView {
  private ClusterView() {}

  static Map<String, Object> json(ClusterStatus status) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("state", status.state().name());
    json.put("nodes", status.nodes().stream().map(ClusterView::json).toList());
    json.put("hdfs", status.hdfs());
    json.put("resourceManager", status.resourceManager());
    json.put("zookeeper", status.zookeeper());
    json.put("hive", status.hive().orElse(null));
    json.put("confDir", status.confDir());
    json.put("dir", status.dir());
    json.put("web", status.web());
    json.put("processes", status.processes());
    return json;
  }

  static Map<String, Object> json(NodeStatus node) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("node", node.node());
    json.put("host", node.host());
    json.put("state", node.state().name());
    json.put("containers", node.containers());
    json.put("dataNode", node.dataNode());
    json.put("nodeManager", node.nodeManager());
    return json;
  }

  static String state(ClusterStatus status) {
    return status.state().name().toLowerCase(Locale.ROOT);
  }

  static String text(ClusterStatus status) {
    Table nodes = Table.of("node", "host", "state", "containers").right(0, 3);
    status
        .nodes()
        .forEach(
            node ->
                nodes.row(
                    Integer.toString(node.node()),
                    node.host(),
                    node.state().name().toLowerCase(Locale.ROOT),
                    Integer.toString(node.containers())));
    return "HDFS             "
        + status.hdfs()
        + "\nResourceManager  "
        + status.resourceManager()
        + "\nZooKeeper        "
        + status.zookeeper()
        + "\nHive             "
        + status.hive().orElse("off")
        + "\nweb pages        "
        + String.join("  ", status.web().values())
        + "\nother programs   export HADOOP_CONF_DIR="
        + status.confDir()
        + "\nlogs             "
        + status.dir()
        + "/logs\n\n"
        + nodes;
  }
}
