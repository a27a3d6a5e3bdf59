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

/** Brings one node back. */
@Command(
    name = "start-node",
    header = "Brings a killed node back and waits until the masters have heard of it.",
    footer = {"", "Example:", "  granary cluster start-node 2"})
final class StartNodeCommand implements LeafCommand {
  @Parameters(paramLabel = "N", description = "The number of the node, from 1.")
  int node;

  @Override
  public Report run(Session session) {
    NodeStatus status = EmbeddedCluster.current(session.messages()::println).startNode(node);
    return Report.of(
        Map.of("nodes", List.of(ClusterView.json(status))),
        "Node " + node + " (" + status.host() + ") is back.");
  }
}
