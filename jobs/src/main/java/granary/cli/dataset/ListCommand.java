package granary.cli.dataset;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.Table;
import granary.ledger.Ledger;
import java.util.List;
import picocli.CommandLine.Command;

/** Lists the datasets. */
@Command(
    name = "list",
    header = "Lists all datasets.",
    footer = {"", "Example:", "  granary dataset list --json"})
final class ListCommand implements LeafCommand {
  @Override
  public Report run(Session session) {
    Ledger ledger = session.ledger();
    List<DatasetView> datasets =
        ledger.list().stream().map(ledger::load).map(DatasetView::of).toList();
    if (datasets.isEmpty()) {
      return Report.of(datasets, "There is no dataset yet; see granary dataset create --help.");
    }
    Table table = Table.of("dataset", "grain", "time field", "zone", "location");
    datasets.forEach(
        view ->
            table.row(
                view.name(),
                view.grain(),
                view.timeField() == null ? "" : view.timeField(),
                view.zone(),
                view.location()));
    return Report.of(datasets, table.toString());
  }
}
