package granary.cli.dataset;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.dataset.DatasetName;
import granary.failure.GranaryException;
import granary.ledger.Ledger.DataOnDrop;
import granary.ledger.LedgerDataset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Drops a dataset. */
@Command(
    name = "drop",
    header = "Drops a dataset and its table in Hive; its files stay unless --purge is given.",
    footer = {"", "Example:", "  granary dataset drop transactions --purge"})
final class DropCommand implements LeafCommand {
  @Parameters(paramLabel = "NAME", description = "The dataset.")
  @Nullable String name;

  @Option(names = "--purge", description = "Delete its files in HDFS too. There is no way back.")
  boolean purge;

  @Override
  public Report run(Session session) {
    LedgerDataset dataset = session.ledger().load(DatasetName.parse(String.valueOf(name)));
    session.ledger().drop(dataset.dataset().name(), purge ? DataOnDrop.PURGE : DataOnDrop.KEEP);
    Optional<String> delayed = dropTable(session, dataset.dataset().name());
    return Report.of(
        new Dropped(
            dataset.dataset().name().value(), purge, dataset.location(), delayed.orElse(null)),
        "Dropped "
            + dataset.dataset().name()
            + (purge
                ? " and its files."
                : "; its files stay in " + dataset.location() + " until you delete them.")
            + delayed.map(reason -> "\nIts table in Hive is still there: " + reason).orElse(""));
  }

  /** The dataset is gone by then, whatever Hive says. */
  private static Optional<String> dropTable(Session session, DatasetName dataset) {
    try {
      session.hive().drop(dataset);
      return Optional.empty();
    } catch (GranaryException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What {@code --json} prints. */
  record Dropped(String name, boolean purged, String location, @Nullable String hiveDelayed) {}
}
