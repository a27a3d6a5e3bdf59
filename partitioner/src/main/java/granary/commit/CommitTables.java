package granary.commit;

import granary.catalog.CatalogTable;
import granary.catalog.ZooKeeperCatalog;
import granary.coordination.NodeChange;
import granary.dataset.DatasetName;
import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;

/** The tables of datasets, and commits in them by their ID. */
final class CommitTables {
  private static final String COMMIT_ID = "granary.commit-id";

  private final ZooKeeperCatalog catalog;
  private final Namespace namespace;

  CommitTables(ZooKeeperCatalog catalog, Namespace namespace) {
    this.catalog = catalog;
    this.namespace = namespace;
  }

  /** The entry of a snapshot's summary that names its commit. */
  static String commitIdKey() {
    return COMMIT_ID;
  }

  /** The dataset's table, refreshed; its commits also make {@code alongside}. */
  CatalogTable load(DatasetName dataset, List<NodeChange> alongside) {
    try {
      return catalog.load(identifier(dataset), alongside);
    } catch (NoSuchTableException e) {
      throw new InvalidRequestException(
          "Cannot commit to dataset " + dataset + ": there is none of that name", e);
    } catch (UncheckedIOException | NotFoundException e) {
      throw new UnavailableException(
          "Cannot read the ledger of dataset " + dataset + ": " + e.getMessage(), e);
    }
  }

  /** The same, if it is the incarnation with this UUID. */
  CatalogTable load(DatasetName dataset, String uuid, List<NodeChange> alongside) {
    CatalogTable table = load(dataset, alongside);
    if (!table.uuid().equals(uuid)) {
      throw anotherOne(dataset);
    }
    return table;
  }

  static InvalidRequestException anotherOne(DatasetName dataset) {
    return new InvalidRequestException(
        "Cannot commit to dataset "
            + dataset
            + ": it was dropped after the work began; read it again and redo the work");
  }

  /**
   * The commit of this ID among the snapshots after {@code sequence}, newest first.
   *
   * @param table a table that was refreshed after the commit may have landed
   */
  static Optional<CommitRecord> find(Table table, CommitId id, long sequence) {
    List<Snapshot> snapshots = new ArrayList<>();
    table.snapshots().forEach(snapshots::add);
    for (int i = snapshots.size() - 1; i >= 0; i--) {
      Snapshot snapshot = snapshots.get(i);
      if (snapshot.sequenceNumber() <= sequence) {
        break;
      }
      if (id.value().equals(snapshot.summary().get(COMMIT_ID))) {
        return Optional.of(new CommitRecord(id, snapshot.snapshotId(), snapshot.summary()));
      }
    }
    return Optional.empty();
  }

  /** Makes sure that the current metadata has its marker, before a found commit is acknowledged. */
  void acknowledge(DatasetName dataset) {
    catalog.acknowledge(identifier(dataset));
  }

  static long lastSequence(Table table) {
    Snapshot snapshot = table.currentSnapshot();
    return snapshot == null ? 0 : snapshot.sequenceNumber();
  }

  private TableIdentifier identifier(DatasetName dataset) {
    return TableIdentifier.of(namespace, dataset.value());
  }
}
