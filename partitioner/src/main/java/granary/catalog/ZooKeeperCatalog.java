package granary.catalog;

import granary.coordination.Node;
import granary.coordination.NodeChange;
import granary.coordination.NodePath;
import granary.coordination.TransactionOutcome;
import granary.coordination.TransactionOutcome.Applied;
import granary.coordination.TransactionOutcome.Refused;
import granary.coordination.Transactions;
import granary.coordination.ZooKeeperConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.apache.iceberg.BaseMetastoreCatalog;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.PropertyUtil;

/**
 * Tables whose pointers are ZooKeeper nodes. Whoever opens it gives it a connection, which stays
 * theirs. Safe for use by several threads.
 */
public final class ZooKeeperCatalog extends BaseMetastoreCatalog implements SupportsNamespaces {
  private final String name;
  private final CatalogStore store;
  private final CatalogNamespaces namespaces;
  private final String warehouse;
  private final Map<String, String> properties;

  /**
   * Opens the catalog, making its nodes where they are missing.
   *
   * @param connection where the pointers are
   * @param io where metadata and data are
   * @param warehouse the directory of tables that are created without a location
   * @param properties Iceberg's own, such as {@code table-default.…}
   */
  public ZooKeeperCatalog(
      ZooKeeperConnection connection, FileIO io, String warehouse, Map<String, String> properties) {
    this("granary", new CatalogStore(connection, connection, io), warehouse, properties);
  }

  /** With transactions that a test can lose. */
  ZooKeeperCatalog(
      ZooKeeperConnection connection,
      Transactions transactions,
      FileIO io,
      String warehouse,
      Map<String, String> properties) {
    this("granary", new CatalogStore(connection, transactions, io), warehouse, properties);
  }

  ZooKeeperCatalog(
      String name, CatalogStore store, String warehouse, Map<String, String> properties) {
    this.name = name;
    this.store = store;
    this.namespaces = new CatalogNamespaces(store);
    this.warehouse = warehouse;
    this.properties = Map.copyOf(properties);
    store.connection().ensure(TableNodes.NAMESPACES);
    store.connection().ensure(TableNodes.TABLES);
  }

  /**
   * Loads the table of a name.
   *
   * @throws NoSuchTableException if there is none
   */
  public CatalogTable load(TableIdentifier identifier) {
    return load(identifier, operations(identifier));
  }

  /**
   * Loads the table of a UUID as this session knows it; cheaper, for whoever has read one of the
   * table's nodes before.
   *
   * @param identifier its name, for messages
   * @param alongside what its commits also change
   * @throws NoSuchTableException if there is none
   */
  public CatalogTable load(TableIdentifier identifier, String uuid, Alongside alongside) {
    return load(
        identifier,
        new ZooKeeperTableOperations(
            store, identifier, fullTableName(name, identifier), uuid, alongside));
  }

  private ZooKeeperTableOperations operations(TableIdentifier identifier) {
    return new ZooKeeperTableOperations(
        store, identifier, fullTableName(name, identifier), Alongside.NOTHING);
  }

  private static CatalogTable load(
      TableIdentifier identifier, ZooKeeperTableOperations operations) {
    if (operations.current() == null) {
      throw new NoSuchTableException("Table does not exist: %s", identifier);
    }
    BaseTable table = new BaseTable(operations, operations.tableName());
    return new CatalogTable(table, operations.uuid().orElseThrow(), operations.pointerVersion());
  }

  /**
   * Writes the marker of the current metadata, where a process moved the pointer and died before it
   * wrote the marker; before a commit that was found there is acknowledged.
   */
  public void acknowledge(TableIdentifier identifier) {
    ZooKeeperTableOperations operations = operations(identifier);
    TableMetadata current = operations.current();
    if (current == null) {
      throw new NoSuchTableException("Table does not exist: %s", identifier);
    }
    operations.ensureMarker(current);
  }

  /** Whether a metadata file has its marker. */
  public boolean isAcknowledged(String metadataLocation) {
    return new CommittedMarker(metadataLocation).isThere(store.io());
  }

  /**
   * Gives a table whose nodes are lost its pointer again. It gets a new UUID, so that nothing that
   * was planned against the old nodes can land.
   *
   * @param metadata what the pointer is to be on
   * @param contents changes of the new table's nodes, by its UUID, in the same transaction
   * @throws AlreadyExistsException if there is a table of this name
   * @throws CommitStateUnknownException if the connection was lost: look whether it is there
   */
  public void restore(
      TableIdentifier identifier,
      TableMetadata metadata,
      Function<String, List<NodeChange>> contents) {
    String uuid = UUID.randomUUID().toString();
    List<NodeChange> steps =
        new ArrayList<>(
            ZooKeeperTableOperations.creation(
                identifier, uuid, new Pointer(metadata.metadataFileLocation(), null)));
    steps.addAll(contents.apply(uuid));
    TransactionOutcome outcome = store.apply(steps);
    if (outcome instanceof Refused) {
      throw new AlreadyExistsException("Table already exists: %s", identifier);
    } else if (!(outcome instanceof Applied)) {
      throw new CommitStateUnknownException(
          "Cannot tell whether the pointer of " + identifier + " was restored: " + outcome, null);
    }
    acknowledge(identifier);
  }

  /** Searches a table's directory for what its lost pointer was on. */
  public PointerSearch.Result search(String location) {
    return new PointerSearch(store.io(), location + "/metadata").search();
  }

  /** What metadata and data are read with. */
  public FileIO io() {
    return store.io();
  }

  /** The UUID of the table that has this name now. */
  public Optional<String> uuid(TableIdentifier identifier) {
    return store.read(TableNodes.name(identifier)).map(Node::text);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  protected Map<String, String> properties() {
    return properties;
  }

  @Override
  protected TableOperations newTableOps(TableIdentifier identifier) {
    return operations(identifier);
  }

  @Override
  protected String defaultWarehouseLocation(TableIdentifier identifier) {
    StringBuilder location = new StringBuilder(warehouse);
    for (String level : identifier.namespace().levels()) {
      location.append('/').append(NodePath.encode(level));
    }
    location.append('/').append(NodePath.encode(identifier.name()));
    boolean unique =
        PropertyUtil.propertyAsBoolean(properties, CatalogProperties.UNIQUE_TABLE_LOCATION, false);
    return unique ? location + "-" + UUID.randomUUID() : location.toString();
  }

  @Override
  protected boolean isValidIdentifier(TableIdentifier identifier) {
    return !identifier.namespace().isEmpty() && !identifier.name().isEmpty();
  }

  @Override
  public List<TableIdentifier> listTables(Namespace namespace) {
    namespaces.require(namespace);
    return store.connection().children(TableNodes.namespace(namespace)).stream()
        .sorted()
        .map(node -> TableIdentifier.of(namespace, NodePath.decode(node)))
        .toList();
  }

  @Override
  public boolean dropTable(TableIdentifier identifier, boolean purge) {
    if (!isValidIdentifier(identifier)) {
      return false;
    }
    ZooKeeperTableOperations operations = operations(identifier);
    TableMetadata last = readForDrop(operations);
    Optional<String> uuid = operations.uuid();
    if (last != null && uuid.isPresent()) {
      // First, so that no process can die between the drop and the marker that tells of it.
      new CommittedMarker(last.metadataFileLocation()).writeDropped(store.io());
    }
    if (uuid.isEmpty() || !new TableRemoval(store, identifier, uuid.get()).drop()) {
      return false;
    }
    if (last != null && purge) {
      CatalogUtil.dropTableData(store.io(), last);
    }
    store.connection().deleteTree(TableNodes.table(uuid.get()));
    store.connection().deleteTree(TableNodes.lines(uuid.get()));
    return true;
  }

  private static @org.jspecify.annotations.Nullable TableMetadata readForDrop(
      ZooKeeperTableOperations operations) {
    try {
      return operations.current();
    } catch (NotFoundException e) {
      // The metadata file is gone: the name can still be freed.
      return null;
    } catch (NoSuchTableException e) {
      return null;
    }
  }

  /** The file that says of this metadata file that its table was dropped, or was to be. */
  public static String dropMarker(String metadataLocation) {
    return metadataLocation + CommittedMarker.DROPPED;
  }

  /** Removes the nodes of tables that were dropped by processes which died before they did. */
  public void removeDropped() {
    for (String uuid : store.connection().children(TableNodes.TABLES)) {
      // A table has its pointer as long as it is there; one that is made gets all in one step.
      if (store.read(TableNodes.pointer(uuid)).isEmpty()) {
        store.connection().deleteTree(TableNodes.table(uuid));
        store.connection().deleteTree(TableNodes.lines(uuid));
      }
    }
  }

  @Override
  public void renameTable(TableIdentifier from, TableIdentifier to) {
    namespaces.require(to.namespace());
    while (true) {
      Node source =
          store
              .read(TableNodes.name(from))
              .orElseThrow(() -> new NoSuchTableException("Table does not exist: %s", from));
      TransactionOutcome outcome =
          store.apply(
              List.of(
                  NodeChange.create(TableNodes.name(to), source.text()),
                  new NodeChange.Delete(TableNodes.name(from), source.version()),
                  new NodeChange.Check(TableNodes.pointer(source.text()), NodeChange.ANY_VERSION)));
      if (outcome instanceof Applied || renamed(from, to, source, outcome)) {
        return;
      }
    }
  }

  /** Whether a rename that was not simply applied is done; false to try again. */
  private boolean renamed(
      TableIdentifier from, TableIdentifier to, Node source, TransactionOutcome outcome) {
    if (outcome instanceof Refused refused) {
      if (refused.step() > 0) {
        return false;
      }
      namespaces.require(to.namespace());
      throw new AlreadyExistsException("Table already exists: %s", to);
    }
    Optional<String> target = store.read(TableNodes.name(to)).map(Node::text);
    if (target.equals(Optional.of(source.text()))) {
      return true;
    }
    // Not there yet: moving the name's version bars the request that may still arrive.
    TransactionOutcome barred =
        store.apply(
            List.of(new NodeChange.Set(TableNodes.name(from), source.text(), source.version())));
    if (barred instanceof Applied) {
      return false;
    }
    throw new CommitStateUnknownException(
        "Cannot tell whether " + from + " was renamed to " + to + ": " + outcome, null);
  }

  @Override
  public void createNamespace(Namespace namespace, Map<String, String> metadata) {
    namespaces.create(namespace, metadata);
  }

  @Override
  public List<Namespace> listNamespaces(Namespace namespace) {
    return namespaces.list(namespace);
  }

  @Override
  public Map<String, String> loadNamespaceMetadata(Namespace namespace) {
    return namespaces.load(namespace);
  }

  @Override
  public boolean dropNamespace(Namespace namespace) {
    return namespaces.drop(namespace);
  }

  @Override
  public boolean setProperties(Namespace namespace, Map<String, String> added)
      throws NoSuchNamespaceException {
    return namespaces.change(namespace, current -> current.putAll(added));
  }

  @Override
  public boolean removeProperties(Namespace namespace, Set<String> removed)
      throws NoSuchNamespaceException {
    return namespaces.change(namespace, current -> current.keySet().removeAll(removed));
  }
}
