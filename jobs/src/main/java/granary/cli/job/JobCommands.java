package granary.cli.job;

import picocli.CommandLine.Command;

/** The group of the commands on jobs. */
@Command(
    name = "job",
    header = "Lists, shows and kills jobs on YARN, and shows their logs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ListCommand.class, ShowCommand.class, LogsCommand.class, KillCommand.class},
    footer = {"", "Example:", "  granary job list"})
public final class JobCommands {}
