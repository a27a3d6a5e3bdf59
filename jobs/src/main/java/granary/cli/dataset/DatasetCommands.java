package granary.cli.dataset;

import picocli.CommandLine.Command;

/** The group of the commands on datasets. */
@Command(
    name = "dataset",
    header = "Registers, shows and drops datasets; infers schemas.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CreateCommand.class,
      InferCommand.class,
      ListCommand.class,
      ShowCommand.class,
      DropCommand.class
    },
    footer = {"", "Example:", "  granary dataset list"})
public final class DatasetCommands {}
