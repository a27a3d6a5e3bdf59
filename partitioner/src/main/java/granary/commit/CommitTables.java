package granary.commit;

import granary.catalog.Alongside;
import granary.catalog.CatalogTable;
import granary.catalog.ZooKeeperCatalog;
import granary.dataset.DatasetName;
import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import java.io.UncheckedIOException;
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

  /** The UUID of the dataset's table. */
  String uuid(DatasetName dataset) {
    return catalog.uuid(identifier(dataset)).orElseThrow(() -> none(dataset));
  }

  /** The dataset's table. */
  CatalogTable load(DatasetName dataset) {
    try {
      return catalog.load(identifier(dataset));
    } catch (NoSuchTableException e) {
      throw none(dataset);
    } catch (UncheckedIOException | NotFoundException e) {
      throw unreadable(dataset, e);
    }
  }

  /**
   * The incarnation with this UUID, for whoever has read one of its nodes.
   *
   * @param alongside what its commits also change
   */
  CatalogTable load(DatasetName dataset, String uuid, Alongside alongside) {
    try {
      return catalog.load(identifier(dataset), uuid, alongside);
    } catch (NoSuchTableException e) {
      throw catalog.uuid(identifier(dataset)).isEmpty() ? none(dataset) : anotherOne(dataset);
    } catch (UncheckedIOException | NotFoundException e) {
      throw unreadable(dataset, e);
    }
  }

  private static UnavailableException unreadable(DatasetName dataset, RuntimeException cause) {
    return new UnavailableException(
        "Cannot read the ledger of dataset " + dataset + ": " + cause.getMessage(), cause);
  }

  private static InvalidRequestException none(DatasetName dataset) {
    return new InvalidRequestException(
        "Cannot commit to dataset " + dataset + ": there is none of that name");
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

  /** The same where a commit went with the pointer to {@code metadataLocation}. */
  void acknowledge(DatasetName dataset, String metadataLocation) {
    if (!catalog.isAcknowledged(metadataLocation)) {
      // Its writer died, or others came since and removed the marker with the metadata.
      acknowledge(dataset);
    }
  }

  private TableIdentifier identifier(DatasetName dataset) {
    return TableIdentifier.of(namespace, dataset.value());
  }
}
