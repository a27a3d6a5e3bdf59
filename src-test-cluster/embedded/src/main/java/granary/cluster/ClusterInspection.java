package granary.cluster;

import granary.cluster.MasterProbes.NodeManagerReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Puts together what the processes and the masters say of a cluster. */
final class ClusterInspection {
  private final ClusterState state;
  private final MasterProbes probes;
  private final DaemonProcesses processes;

  ClusterInspection(ClusterState state) {
    this.state = state;
    this.probes = new MasterProbes(state);
    this.processes = new DaemonProcesses(new ClusterDirectory(Path.of(state.dir())));
  }

  ClusterStatus status() {
    Map<String, ProcessHandle> running = processes.running();
    Optional<Map<String, Integer>> dataNodes =
        running.containsKey(Daemon.NAMENODE) ? probes.liveDataNodes() : Optional.empty();
    Optional<Map<String, NodeManagerReport>> nodeManagers =
        running.containsKey(Daemon.RESOURCEMANAGER)
            ? probes.runningNodeManagers()
            : Optional.empty();
    List<NodeStatus> nodes = new ArrayList<>();
    for (int node = 1; node <= state.nodes(); node++) {
      nodes.add(
          node(node, running.keySet(), dataNodes.orElse(Map.of()), nodeManagers.orElse(Map.of())));
    }
    boolean masters =
        dataNodes.isPresent()
            && nodeManagers.isPresent()
            && running.containsKey(Daemon.ZOOKEEPER)
            && probes.listens(ServicePort.ZOOKEEPER)
            && (!state.hive()
                || (running.containsKey(Daemon.HIVE) && probes.listens(ServicePort.HIVE)));
    return status(overall(running.isEmpty(), masters, nodes), nodes, running);
  }

  private static ClusterStatus.State overall(
      boolean nothingRuns, boolean masters, List<NodeStatus> nodes) {
    if (nothingRuns) {
      return ClusterStatus.State.STOPPED;
    }
    if (!masters) {
      return ClusterStatus.State.BROKEN;
    }
    return nodes.stream().allMatch(node -> node.state() == NodeStatus.State.RUNNING)
        ? ClusterStatus.State.HEALTHY
        : ClusterStatus.State.DEGRADED;
  }

  private static NodeStatus node(
      int node,
      Set<String> running,
      Map<String, Integer> dataNodes,
      Map<String, NodeManagerReport> nodeManagers) {
    String host = ClusterState.host(node);
    boolean dataNodeRuns = running.contains(Daemon.dataNode(node));
    boolean nodeManagerRuns = running.contains(Daemon.nodeManager(node));
    boolean dataNode = dataNodeRuns && dataNodes.containsKey(host);
    boolean nodeManager = nodeManagerRuns && nodeManagers.containsKey(host);
    NodeStatus.State state = NodeStatus.State.DEGRADED;
    if (dataNode && nodeManager) {
      state = NodeStatus.State.RUNNING;
    } else if (!dataNodeRuns && !nodeManagerRuns) {
      state = NodeStatus.State.DOWN;
    }
    NodeManagerReport report = nodeManager ? nodeManagers.get(host) : null;
    return new NodeStatus(
        node, host, state, report == null ? 0 : report.containers(), dataNode, nodeManager);
  }

  private ClusterStatus status(
      ClusterStatus.State overall, List<NodeStatus> nodes, Map<String, ProcessHandle> running) {
    Map<String, Long> pids = new TreeMap<>();
    running.forEach((name, process) -> pids.put(name, process.pid()));
    return new ClusterStatus(
        overall,
        nodes,
        state.fileSystem(),
        state.address(ServicePort.RESOURCEMANAGER),
        state.address(ServicePort.ZOOKEEPER),
        state.hiveUrl(),
        state.confDir(),
        state.dir(),
        Map.of(
            "nameNode", probes.web(ServicePort.NAMENODE_HTTP),
            "resourceManager", probes.web(ServicePort.RESOURCEMANAGER_HTTP)),
        pids);
  }
}
