package granary.cli.dataset;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cli.Table;
import granary.dataset.DatasetName;
import granary.ledger.LedgerDataset;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one dataset. */
@Command(
    name = "show",
    header = "Shows a dataset: its schema, periods and place.",
    footer = {"", "Example:", "  granary dataset show transactions"})
final class ShowCommand implements LeafCommand {
  @Parameters(paramLabel = "NAME", description = "The dataset.")
  @Nullable String name;

  @Override
  public Report run(Session session) {
    LedgerDataset dataset = session.ledger().load(DatasetName.parse(String.valueOf(name)));
    DatasetView view = DatasetView.of(dataset);
    Table columns = Table.of("column", "type", "may be null", "meaning");
    for (Types.NestedField field : dataset.tableSchema().columns()) {
      columns.row(
          field.name(),
          field.type().toString(),
          field.isOptional() ? "yes" : "no",
          field.doc() == null ? "" : field.doc());
    }
    return Report.of(view, view.lines() + "\n" + columns);
  }
}
