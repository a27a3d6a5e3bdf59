package granary.cluster;

import granary.failure.InvalidRequestException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides the ports and the size of a cluster that is about to start. */
final class ClusterPlan {
  private final ClusterOptions options;
  private final Optional<ClusterState> before;
  private final PortChoice choice;

  private ClusterPlan(ClusterOptions options, Optional<ClusterState> before) {
    this.options = options;
    this.before = before;
    this.choice = new PortChoice(options.directory().hashCode());
  }

  /**
   * The state of the cluster to be.
   *
   * @param before what the directory was started as before; its data names the NameNode's port
   */
  static ClusterState of(ClusterOptions options, Optional<ClusterState> before) {
    return new ClusterPlan(options, before).state();
  }

  private ClusterState state() {
    int nodesBefore = before.map(ClusterState::nodes).orElse(0);
    int nodes =
        options.nodes().orElse(nodesBefore == 0 ? ClusterOptions.DEFAULT_NODES : nodesBefore);
    if (nodes < nodesBefore) {
      throw new InvalidRequestException(
          "Cannot start the cluster with "
              + nodes
              + " nodes: its directory holds the data of "
              + nodesBefore
              + "; use as many, or another --dir ("
              + options.directory()
              + ")");
    }
    return new ClusterState(
        options.directory().toString(),
        new ClusterDirectory(options.directory()).conf().toString(),
        nodes,
        options.hive(),
        masterPorts(),
        nodePorts(nodes));
  }

  private Map<ServicePort, Integer> masterPorts() {
    Map<ServicePort, Integer> ports = new EnumMap<>(ServicePort.class);
    options
        .ports()
        .forEach(
            (service, port) -> {
              choice.take(PortChoice.MASTER_HOST, port, service.name());
              ports.put(service, port);
            });
    for (ServicePort service : ServicePort.values()) {
      if (!ports.containsKey(service)) {
        ports.put(service, port(service));
      }
    }
    return ports;
  }

  private int port(ServicePort service) {
    @Nullable Integer recorded = before.map(state -> state.ports().get(service)).orElse(null);
    if (recorded == null) {
      return choice.free(PortChoice.MASTER_HOST);
    }
    if (service == ServicePort.NAMENODE) {
      // The paths in the ledger and in Hive name it.
      choice.take(PortChoice.MASTER_HOST, recorded, service.name());
      return recorded;
    }
    return choice.prefer(PortChoice.MASTER_HOST, recorded);
  }

  private List<Map<NodePort, Integer>> nodePorts(int nodes) {
    List<Map<NodePort, Integer>> ports = new ArrayList<>();
    for (int node = 1; node <= nodes; node++) {
      String host = ClusterState.host(node);
      int index = node - 1;
      Map<NodePort, Integer> recorded =
          before
              .map(ClusterState::nodePorts)
              .filter(all -> index < all.size())
              .map(all -> all.get(index))
              .orElse(Map.of());
      Map<NodePort, Integer> chosen = new EnumMap<>(NodePort.class);
      for (NodePort port : NodePort.values()) {
        chosen.put(
            port,
            Optional.ofNullable(recorded.get(port))
                .map(number -> choice.prefer(host, number))
                .orElseGet(() -> choice.free(host)));
      }
      ports.add(chosen);
    }
    return ports;
  }
}
