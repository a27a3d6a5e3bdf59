package granary.cluster.command;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cluster.ClusterStatus;
import granary.cluster.EmbeddedCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the cluster's nodes and addresses. */
@Command(
    name = "status",
    header = "Shows the embedded cluster: its state, nodes and addresses.",
    description = "Exit code 1 when it does not run, or when a master does not answer.",
    footer = {"", "Example:", "  granary cluster status --json"})
final class StatusCommand implements LeafCommand {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The cluster's directory. Default: that of the last start.")
  @Nullable Path directory;

  @Override
  public Report run(Session session) {
    Optional<ClusterStatus> status =
        EmbeddedCluster.current(session.messages()::println).status(Optional.ofNullable(directory));
    if (status.isEmpty()) {
      return new Report(
          Map.of("state", ClusterStatus.State.STOPPED.name(), "nodes", List.of()),
          "No embedded cluster runs. Start one: granary cluster start",
          1);
    }
    boolean usable =
        status.get().state() == ClusterStatus.State.HEALTHY
            || status.get().state() == ClusterStatus.State.DEGRADED;
    return new Report(
        ClusterView.json(status.get()),
        "The cluster is "
            + ClusterView.state(status.get())
            + ".\n"
            + ClusterView.text(status.get()),
        usable ? 0 : 1);
  }
}
