package granary.cli.ingest;

import picocli.CommandLine.Command;

/** The group of commands about bad records. */
@Command(
    name = "quarantine",
    header = "Shows the bad records that ingest has set aside.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = QuarantineListCommand.class,
    footer = {"", "Example:", "  granary quarantine list transactions"})
public final class QuarantineCommands {}
