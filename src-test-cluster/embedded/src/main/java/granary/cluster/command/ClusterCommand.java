package granary.cluster.command;

import picocli.CommandLine.Command;

/** The group of the commands on the embedded cluster. */
@Command(
    name = "cluster",
    header = "Runs a small Hadoop cluster on this machine, for trying out and for tests.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      StartCommand.class,
      StatusCommand.class,
      StopCommand.class,
      KillNodeCommand.class,
      StartNodeCommand.class
    },
    footer = {"", "Example:", "  granary cluster start --nodes 3"})
final class ClusterCommand {}
