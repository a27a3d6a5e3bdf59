package granary.cli.ingest;

import picocli.CommandLine.Command;

/** The group of commands about bad records. */
@Command(
    name = "quarantine",
    header = "Shows the bad records that ingest has set aside, and writes them back as files.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {QuarantineListCommand.class, QuarantineExportCommand.class},
    footer = {"", "Example:", "  granary quarantine list transactions"})
public final class QuarantineCommands {}
