package granary.commit;

import granary.catalog.CatalogTable;
import granary.catalog.ZooKeeperCatalog;
import granary.coordination.NodeChange;
import granary.dataset.DatasetName;
import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;

/** The tables of datasets, and commits in them by their ID. */
final class CommitTables {
  private final ZooKeeperCatalog catalog;
  private final Namespace namespace;

  CommitTables(ZooKeeperCatalog catalog, Namespace namespace) {
    this.catalog = catalog;
    this.namespace = namespace;
  }

  /** The dataset's table, refreshed; its commits also make {@code alongside}. */
  CatalogTable load(DatasetName dataset, List<NodeChange> alongside) {
    try {
      return catalog.load(identifier(dataset), alongside);
    } catch (NoSuchTableException e) {
      throw new InvalidRequestException(
          "Cannot commit to dataset " + dataset + ": there is none of that name", e);
    } catch (UncheckedIOException | NotFoundException e) {
      throw unreadable(dataset, e);
    }
  }

  /** Brings a loaded table up to date; cheaper than loading it again. */
  void refresh(DatasetName dataset, CatalogTable table) {
    try {
      table.table().refresh();
    } catch (NoSuchTableException e) {
      throw anotherOne(dataset);
    } catch (UncheckedIOException | NotFoundException e) {
      throw unreadable(dataset, e);
    }
  }

  private static UnavailableException unreadable(DatasetName dataset, RuntimeException cause) {
    return new UnavailableException(
        "Cannot read the ledger of dataset " + dataset + ": " + cause.getMessage(), cause);
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

  /** Makes sure that the current metadata has its marker, before a found commit is acknowledged. */
  void acknowledge(DatasetName dataset) {
    catalog.acknowledge(identifier(dataset));
  }

  private TableIdentifier identifier(DatasetName dataset) {
    return TableIdentifier.of(namespace, dataset.value());
  }
}
