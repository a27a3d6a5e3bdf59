package granary.cli.dataset;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.dataset.DatasetName;
import granary.failure.GranaryException;
import granary.failure.InvalidRequestException;
import granary.ledger.DroppedDataset;
import granary.ledger.Ledger.DataOnDrop;
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

  @Option(
      names = "--if-exists",
      description = "Do nothing where there is no such dataset, and do not fail.")
  boolean ifExists;

  @Override
  public Report run(Session session) {
    DatasetName dataset = DatasetName.parse(String.valueOf(name));
    DroppedDataset dropped;
    try {
      dropped = session.ledger().drop(dataset, purge ? DataOnDrop.PURGE : DataOnDrop.KEEP);
    } catch (InvalidRequestException missing) {
      return nothing(session, dataset, missing);
    }
    Optional<String> delayed = dropTable(session, dataset).delayed();
    String files = dropped.files().orElse(null);
    return Report.of(
        new Dropped(dataset.value(), purge, files, delayed.orElse(null)),
        (dropped.begunBefore()
                ? "Finished the drop of " + dataset + ", which had been begun"
                : "Dropped " + dataset)
            + (files != null
                ? "; its files stay in " + files + " until you delete them."
                : purge ? " and its files." : ".")
            + delayed.map(reason -> "\nIts table in Hive is still there: " + reason).orElse(""));
  }

  /** A process that died after all else was gone has left a table in Hive. */
  private Report nothing(Session session, DatasetName dataset, InvalidRequestException missing) {
    boolean left = dropTable(session, dataset).done();
    if (!left && !ifExists) {
      throw missing;
    }
    return Report.of(
        new Dropped(dataset.value(), purge, null, null),
        left
            ? "Finished the drop of " + dataset + ": its table in Hive was still there."
            : "There is no dataset " + dataset + ".");
  }

  /**
   * What became of the table in Hive.
   *
   * @param done whether there was one, which is gone now
   * @param delayed why that is not known
   */
  private record HiveTable(boolean done, Optional<String> delayed) {}

  /** The dataset is gone by then, whatever Hive says. */
  private static HiveTable dropTable(Session session, DatasetName dataset) {
    try {
      return new HiveTable(session.hive().drop(dataset), Optional.empty());
    } catch (GranaryException e) {
      return new HiveTable(false, Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /**
   * What {@code --json} prints.
   *
   * @param location where its files are now; null if they are deleted
   * @param hiveDelayed why its table in Hive may still be there; null if it is not
   */
  record Dropped(
      String name, boolean purged, @Nullable String location, @Nullable String hiveDelayed) {}
}
