package granary.cli.ingest;

import granary.cli.Amounts;
import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.Table;
import granary.dataset.DatasetName;
import granary.jobs.ingest.QuarantineList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the commits that have set bad records aside. */
@Command(
    name = "list",
    header = "Lists the bad records of a dataset by commit, with reasons and location.",
    description = "Each location holds NAME.jsonl (file, line, reason, record) and NAME.records.",
    footer = {"", "Example:", "  granary quarantine list transactions --json"})
public final class QuarantineListCommand implements LeafCommand {
  @Parameters(index = "0", paramLabel = "NAME", description = "The dataset.")
  String name = "";

  @Override
  public Report run(Session session) {
    List<QuarantineList.Entry> entries =
        QuarantineList.of(session.ledger(), DatasetName.parse(name));
    if (entries.isEmpty()) {
      return Report.of(entries, "No record of " + name + " was set aside.\n");
    }
    Table table = Table.of("commit", "time", "records", "reasons", "location").right(2);
    for (QuarantineList.Entry entry : entries) {
      table.row(
          entry.commit(),
          entry.committed().toString(),
          Amounts.count(entry.records()),
          entry.reasons().toString(),
          entry.location());
    }
    return Report.of(entries, table.toString());
  }
}
