package granary.cli.hive;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.dataset.DatasetName;
import granary.hive.SyncReport;
import granary.ledger.LedgerDataset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes Hive's tables equal to the ledger. */
@Command(
    name = "sync",
    header = "Registers in Hive what is missing there, and repairs what differs.",
    footer = {"", "Example:", "  granary hive sync transactions"})
final class SyncCommand implements LeafCommand {
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "One dataset; all by default.")
  @Nullable String name;

  @Override
  public Report run(Session session) {
    List<DatasetName> datasets = HiveReport.datasets(session, name);
    List<SyncReport> reports = new ArrayList<>();
    for (DatasetName dataset : datasets) {
      // A commit that was decided and not finished belongs to what Hive is to have.
      session.ledger().commits().rollForward(dataset);
      LedgerDataset loaded = session.ledger().load(dataset);
      reports.add(session.hive().sync(loaded, () -> session.ledger().partitions(dataset)));
    }
    HiveReport report = HiveReport.synced(reports, datasets);
    return Report.of(report, report.syncText());
  }
}
