package granary.cli.job;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.Table;
import granary.client.NodeStatus;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;

/** Shows the cluster's nodes. */
@Command(
    name = "nodes",
    header = "Shows the nodes: capacity, allocation, measured load, executors, score.",
    footer = {"", "Example:", "  granary nodes"})
public final class NodesCommand implements LeafCommand {
  @Override
  public Report run(Session session) {
    List<NodeStatus> nodes = session.yarnJobs().nodes();
    Table table =
        Table.of(
                "node",
                "state",
                "vcores",
                "memory MiB",
                "cpu",
                "by containers",
                "memory",
                "executors",
                "score")
            .right(2, 3, 4, 5, 6, 7, 8);
    nodes.forEach(
        node ->
            table.row(
                node.host(),
                node.state(),
                node.allocatedVcores() + "/" + node.vcores(),
                node.allocatedMemoryMib() + "/" + node.memoryMib(),
                percent(node.cpuUtilization()),
                percent(node.containersCpuUtilization()),
                percent(node.memoryUtilization()),
                Integer.toString(node.executors()),
                String.format(Locale.ROOT, "%.2f", node.score())));
    return Report.of(nodes, table.toString());
  }

  private static String percent(double fraction) {
    return Math.round(100 * fraction) + "%";
  }
}
