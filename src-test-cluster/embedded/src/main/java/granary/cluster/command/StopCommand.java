package granary.cluster.command;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cluster.EmbeddedCluster;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends all processes of the cluster. */
@Command(
    name = "stop",
    header = "Stops the embedded cluster; its data stays for the next start.",
    footer = {"", "Example:", "  granary cluster stop"})
final class StopCommand implements LeafCommand {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The cluster's directory. Default: that of the last start.")
  @Nullable Path directory;

  @Override
  public Report run(Session session) {
    int stopped =
        EmbeddedCluster.current(session.messages()::println).stop(Optional.ofNullable(directory));
    return Report.of(
        Map.of("stopped", stopped),
        stopped == 0
            ? "No embedded cluster runs."
            : "The cluster is stopped: " + stopped + " daemons ended.");
  }
}
