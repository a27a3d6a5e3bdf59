package granary.ledger;

import granary.catalog.CatalogTable;
import granary.catalog.PointerSearch;
import granary.catalog.ZooKeeperCatalog;
import granary.commit.CommitObserver;
import granary.commit.Commits;
import granary.commit.IntentCommits;
import granary.coordination.ZooKeeperConnection;
import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.DatasetSchemas;
import granary.dataset.Grain;
import granary.dataset.PartitionColumns;
import granary.dataset.PartitionKey;
import granary.dataset.PartitionLayout;
import granary.failure.InvalidRequestException;
import granary.failure.OutcomeUnknownException;
import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import granary.settings.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.io.CloseableIterable;

/**
 * The ledger over our catalog. It reads what is in the ledger: a commit that is decided and not
 * finished is not acknowledged yet, and is not seen until a writer, a sync or fsck finishes it.
 */
final class CatalogLedger implements Ledger {
  static final Namespace NAMESPACE = Namespace.of("granary");

  private final ZooKeeperConnection connection;
  private final ZooKeeperCatalog catalog;
  private final DatasetDirectories directories;
  private final Commits commits;
  private final FileSystem files;

  CatalogLedger(
      ZooKeeperConnection connection,
      ZooKeeperCatalog catalog,
      FileSystem files,
      String root,
      CommitObserver observer) {
    this.connection = connection;
    this.catalog = catalog;
    this.directories = new DatasetDirectories(files, new Path(root));
    this.files = files;
    this.commits = new IntentCommits(catalog, connection, NAMESPACE, files, observer);
    ensureNamespace();
  }

  private void ensureNamespace() {
    if (catalog.namespaceExists(NAMESPACE)) {
      return;
    }
    try {
      catalog.createNamespace(NAMESPACE);
    } catch (AlreadyExistsException e) {
      // Another process was first, which is as good.
      return;
    }
  }

  @Override
  public LedgerDataset create(Dataset dataset) {
    Schema schema = DatasetSchemas.tableSchema(dataset);
    TableIdentifier identifier = identifier(dataset.name());
    refuseWhatIsThere(dataset.name());
    String location = directories.prepare(dataset.name());
    try {
      Table ignored =
          catalog
              .buildTable(identifier, schema)
              .withPartitionSpec(PartitionColumns.spec(dataset.grain(), schema))
              .withLocation(location)
              .withProperties(DatasetProperties.of(dataset))
              .create();
    } catch (AlreadyExistsException e) {
      throw exists(dataset.name());
    } catch (CommitStateUnknownException e) {
      throw new OutcomeUnknownException(
          "Cannot tell whether dataset " + dataset.name() + " was created: look with dataset list",
          e);
    } catch (ServiceUnavailableException e) {
      throw new UnavailableException(
          "Cannot create dataset " + dataset.name() + ": " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      throw new WorkFailedException(
          "Cannot create dataset " + dataset.name() + ": " + e.getMessage() + " (" + location + ")",
          e);
    }
    return load(dataset.name());
  }

  private void refuseWhatIsThere(DatasetName name) {
    if (catalog.uuid(identifier(name)).isPresent()) {
      acknowledge(name);
      throw exists(name);
    }
    if (leftByDrop(name)) {
      throw new InvalidRequestException(
          "Cannot create dataset "
              + name
              + ": one of that name was dropped and its files are still there; granary dataset drop"
              + " "
              + name
              + " finishes that ("
              + directories.location(name)
              + ")");
    }
  }

  /** For a process that died right after it had created the dataset. */
  private void acknowledge(DatasetName name) {
    try {
      catalog.acknowledge(identifier(name));
    } catch (NoSuchTableException e) {
      throw new UnavailableException(
          "Cannot create dataset " + name + ": one of that name was dropped just now", e);
    } catch (UncheckedIOException | NotFoundException e) {
      throw unreadable(name, e);
    }
  }

  /** Whether the place of a name holds a dataset that was dropped, and not cleared away. */
  private boolean leftByDrop(DatasetName name) {
    try {
      return catalog.search(directories.location(name).toString())
          instanceof PointerSearch.Result.Dropped;
    } catch (UncheckedIOException e) {
      throw unreadable(name, e);
    }
  }

  private static UnavailableException unreadable(DatasetName name, RuntimeException cause) {
    return new UnavailableException(
        "Cannot read the ledger of dataset " + name + ": " + cause.getMessage(), cause);
  }

  @Override
  public LedgerDataset load(DatasetName name) {
    CatalogTable found = find(name);
    Table table = found.table();
    Dataset dataset = DatasetProperties.parse(name, table.properties());
    Snapshot snapshot = table.currentSnapshot();
    return new LedgerDataset(
        dataset,
        found.uuid(),
        table.schema(),
        DatasetSchemas.fileSchema(dataset, table.schema()),
        table.location(),
        snapshot == null ? OptionalLong.empty() : OptionalLong.of(snapshot.snapshotId()),
        DatasetSchemas.notes(dataset.schema()));
  }

  @Override
  public List<DatasetName> list() {
    return catalog.listTables(NAMESPACE).stream()
        .map(identifier -> new DatasetName(identifier.name()))
        .sorted()
        .toList();
  }

  @Override
  public DroppedDataset drop(DatasetName name, DataOnDrop data) {
    if (catalog.uuid(identifier(name)).isEmpty()) {
      return finishDrop(name, data);
    }
    CatalogTable found = find(name);
    try {
      if (!catalog.dropTable(identifier(name), false)) {
        throw missing(name);
      }
    } catch (UncheckedIOException e) {
      throw new WorkFailedException("Cannot drop dataset " + name + ": " + e.getMessage(), e);
    }
    if (catalog.uuid(identifier(name)).isPresent()) {
      // Another process has finished this drop, and the place is a new dataset's since.
      return new DroppedDataset(Optional.empty(), false);
    }
    return new DroppedDataset(clear(name, found.uuid(), data), false);
  }

  private Optional<String> clear(DatasetName name, String uuid, DataOnDrop data) {
    return directories.remove(name, uuid, data, () -> catalog.uuid(identifier(name)).isPresent());
  }

  /** What a process left that died after it had freed the name. */
  private DroppedDataset finishDrop(DatasetName name, DataOnDrop data) {
    boolean left = leftByDrop(name);
    if (!directories.finishPurges(name) && !left) {
      throw missing(name);
    }
    catalog.removeDropped();
    return new DroppedDataset(
        left ? clear(name, UUID.randomUUID().toString(), data) : Optional.empty(), true);
  }

  @Override
  public PointerRebuild rebuildPointer(DatasetName name) {
    return new LostPointer(catalog, files).rebuild(identifier(name), directories.location(name));
  }

  @Override
  public List<LedgerPartition> partitions(DatasetName name) {
    Table table = table(name);
    Grain grain = DatasetProperties.parse(name, table.properties()).grain();
    Map<PartitionKey, LedgerPartition> partitions = new HashMap<>();
    try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
      for (FileScanTask task : files) {
        PartitionKey key = PartitionColumns.key(grain, task.file().partition());
        partitions.merge(
            key,
            new LedgerPartition(
                key,
                directory(table.location(), grain, key, task.file().location()),
                task.file().recordCount(),
                1,
                task.file().fileSizeInBytes()),
            CatalogLedger::add);
      }
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot read the ledger of dataset " + name + ": " + e.getMessage(), e);
    }
    return partitions.values().stream()
        .sorted(
            Comparator.comparing((LedgerPartition partition) -> partition.key().period())
                .thenComparing(partition -> partition.key().source())
                .thenComparing(partition -> partition.key().frequency()))
        .toList();
  }

  /** The version of the partition's directory that the file is in. */
  private static String directory(String location, Grain grain, PartitionKey key, String file) {
    String relative = file.startsWith(location + "/") ? file.substring(location.length() + 1) : "";
    return location + "/" + PartitionLayout.path(grain, key, PartitionLayout.version(relative));
  }

  private static LedgerPartition add(LedgerPartition one, LedgerPartition other) {
    return new LedgerPartition(
        one.key(),
        one.location(),
        one.rows() + other.rows(),
        one.files() + other.files(),
        one.bytes() + other.bytes());
  }

  @Override
  public Table table(DatasetName name) {
    return find(name).table();
  }

  @Override
  public Commits commits() {
    return commits;
  }

  @Override
  public void close() {
    connection.close();
  }

  private CatalogTable find(DatasetName name) {
    try {
      return catalog.load(identifier(name));
    } catch (NoSuchTableException e) {
      throw missing(name);
    } catch (UncheckedIOException | NotFoundException e) {
      throw unreadable(name, e);
    }
  }

  private InvalidRequestException missing(DatasetName name) {
    List<String> names = list().stream().map(DatasetName::value).toList();
    return new InvalidRequestException(
        "Cannot find dataset "
            + name
            + NearestName.of(name.value(), names)
                .map(nearest -> ": there is none of that name; did you mean " + nearest + "?")
                .orElse(": there is none of that name"));
  }

  private static InvalidRequestException exists(DatasetName name) {
    return new InvalidRequestException(
        "Cannot create dataset " + name + ": there is one of that name already");
  }

  private static TableIdentifier identifier(DatasetName name) {
    return TableIdentifier.of(NAMESPACE, name.value());
  }
}
