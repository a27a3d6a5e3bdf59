package granary.cli.hive;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.dataset.DatasetName;
import granary.ledger.LedgerDataset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Tells where Hive's tables differ from the ledger. */
@Command(
    name = "check",
    header = "Tells where Hive differs from the ledger; changes nothing.",
    footer = {"", "Example:", "  granary hive check transactions --json"})
final class CheckCommand implements LeafCommand {
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "One dataset; all by default.")
  @Nullable String name;

  @Override
  public Report run(Session session) {
    List<DatasetName> datasets = HiveReport.datasets(session, name);
    List<HiveReport.Difference> differences = new ArrayList<>();
    for (DatasetName dataset : datasets) {
      LedgerDataset loaded = session.ledger().load(dataset);
      session.hive().check(loaded, session.ledger().partitions(dataset)).stream()
          .map(difference -> HiveReport.Difference.of(dataset, difference))
          .forEach(differences::add);
    }
    HiveReport report = HiveReport.checked(differences, datasets);
    return Report.of(report, report.checkText());
  }
}
