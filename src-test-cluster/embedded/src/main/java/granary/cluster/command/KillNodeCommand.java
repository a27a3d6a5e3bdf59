package granary.cluster.command;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cluster.EmbeddedCluster;
import granary.cluster.NodeStatus;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Kills one node. */
@Command(
    name = "kill-node",
    header =
        "Kills a node as when its machine is lost: DataNode, NodeManager, containers (kill -9).",
    footer = {"", "Example:", "  granary cluster kill-node 2"})
final class KillNodeCommand implements LeafCommand {
  @Parameters(paramLabel = "N", description = "The number of the node, from 1.")
  int node;

  @Override
  public Report run(Session session) {
    NodeStatus status = EmbeddedCluster.current(session.messages()::println).killNode(node);
    return Report.of(
        Map.of("nodes", List.of(ClusterView.json(status))),
        "Node " + node + " (" + status.host() + ") is killed; the masters notice within seconds.");
  }
}
