package granary.cli.hive;

import picocli.CommandLine.Command;

/** The group of the commands on Hive. */
@Command(
    name = "hive",
    header = "Keeps Hive's tables equal to the ledger, and queries them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {SyncCommand.class, CheckCommand.class, QueryCommand.class},
    footer = {"", "Example:", "  granary hive sync"})
public final class HiveCommands {}
