package granary.catalog;

import granary.catalog.PointerOutcome.Landed;
import granary.catalog.PointerOutcome.NotKnown;
import granary.catalog.PointerOutcome.NotLanded;
import granary.coordination.Freshness;
import granary.coordination.Node;
import granary.coordination.NodeChange;
import granary.coordination.TransactionOutcome;
import granary.coordination.TransactionOutcome.Applied;
import granary.coordination.TransactionOutcome.Reason;
import granary.coordination.TransactionOutcome.Refused;
import granary.coordination.TransactionOutcome.Unknown;
import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/**
 * One table's pointer. A commit is one transaction: the pointer moves from the version that was
 * read, the fence is where it was when this handle was made, and whatever else the caller hangs on
 * it. An outcome that is not known is looked up and barred before it is called a failure, since
 * Iceberg retries and cleans up after failures.
 *
 * <p>Used by one thread at a time, as Iceberg does.
 */
final class ZooKeeperTableOperations extends BaseMetastoreTableOperations {
  private static final int CREATE_ATTEMPTS = 5;
  private static final int UNREAD = -2;

  private final CatalogStore store;
  private final TableIdentifier identifier;
  private final String fullName;
  private final Alongside alongside;
  private final Freshness freshness;
  private @Nullable String uuid;
  private int pointerVersion;
  private int fenceVersion = UNREAD;

  ZooKeeperTableOperations(
      CatalogStore store, TableIdentifier identifier, String fullName, Alongside alongside) {
    this(store, identifier, fullName, alongside, Freshness.LATEST);
  }

  private ZooKeeperTableOperations(
      CatalogStore store,
      TableIdentifier identifier,
      String fullName,
      Alongside alongside,
      Freshness freshness) {
    this.store = store;
    this.identifier = identifier;
    this.fullName = fullName;
    this.alongside = alongside;
    this.freshness = freshness;
  }

  /** Those of the table with this UUID, whatever its name; as new as what the session knows. */
  ZooKeeperTableOperations(
      CatalogStore store,
      TableIdentifier identifier,
      String fullName,
      String uuid,
      Alongside alongside) {
    this(store, identifier, fullName, alongside, Freshness.SESSION);
    this.uuid = uuid;
  }

  /** The pointer's version that the current metadata was read at. */
  int pointerVersion() {
    return pointerVersion;
  }

  /** The table's UUID in the catalog, which no other table ever has; empty if there is none yet. */
  Optional<String> uuid() {
    return Optional.ofNullable(uuid);
  }

  /** Writes the marker of metadata that this handle has read from the pointer, if it has none. */
  void ensureMarker(TableMetadata current) {
    new CommittedMarker(current.metadataFileLocation()).ensure(io());
  }

  @Override
  public FileIO io() {
    return store.io();
  }

  @Override
  protected String tableName() {
    return fullName;
  }

  @Override
  protected void doRefresh() {
    Freshness freshness = this.freshness;
    if (uuid == null) {
      Optional<String> found = store.read(TableNodes.name(identifier)).map(Node::text);
      if (found.isEmpty()) {
        disableRefresh();
        return;
      }
      pin(found.get());
      freshness = Freshness.SESSION;
    }
    String pinned = pinned();
    Node pointer = pointerAndFence(pinned, freshness);
    while (true) {
      String location = Pointer.parse(pointer.text()).location();
      try {
        refreshFromMetadataLocation(
            location, e -> !(e instanceof NotFoundException), 3, store.cache()::read);
        pointerVersion = pointer.version();
        return;
      } catch (NotFoundException e) {
        // Old metadata goes after enough commits: the pointer may have moved on since it was read.
        Node again = store.read(TableNodes.pointer(pinned)).orElseThrow(this::missing);
        if (again.version() == pointer.version()) {
          throw e;
        }
        pointer = again;
      }
    }
  }

  @Override
  protected void doCommit(@Nullable TableMetadata base, TableMetadata metadata) {
    String location = writeNewMetadataIfRequired(base == null, metadata);
    boolean ours = !location.equals(metadata.metadataFileLocation());
    try {
      if (base == null) {
        create(location);
      } else {
        move(base, metadata, location);
      }
    } catch (CommitFailedException
        | NoSuchTableException
        | NoSuchNamespaceException
        | AlreadyExistsException
        | CommitRefusedException
        | ServiceUnavailableException e) {
      if (ours) {
        io().deleteFile(location);
      }
      throw e;
    }
    if (ours) {
      store.cache().add(location, metadata);
    }
    acknowledge(base, metadata, location);
  }

  private void acknowledge(@Nullable TableMetadata base, TableMetadata metadata, String location) {
    try {
      new CommittedMarker(location).write(io());
    } catch (RuntimeException e) {
      throw new CommitStateUnknownException(
          "Cannot acknowledge a commit to "
              + fullName
              + ": it landed, but its marker could not be written ("
              + location
              + ")",
          e);
    }
    if (base != null) {
      CommittedMarker.removeOld(io(), base, metadata);
    }
  }

  private void move(TableMetadata base, TableMetadata metadata, String location) {
    String pinned = pinned();
    List<NodeChange> steps = new ArrayList<>();
    String pointer = new Pointer(location, base.metadataFileLocation()).json();
    steps.add(new NodeChange.Set(TableNodes.pointer(pinned), pointer, pointerVersion));
    steps.add(new NodeChange.Check(TableNodes.fence(pinned), fenceVersion));
    steps.addAll(alongside.changes(new PointerMove(metadata, location, pointerVersion + 1)));
    TransactionOutcome outcome = apply(steps);
    if (outcome instanceof Refused refused && refused.step() > 0) {
      throw new CommitRefusedException(
          fullName,
          refused.step() == 1
              ? "the table was fenced off for writers that began before"
              : "a check of its caller did not hold, " + steps.get(refused.step()).path());
    } else if (outcome instanceof Refused refused && refused.reason() == Reason.MISSING) {
      // Iceberg refreshes, and finds that there is no table any more.
      throw new CommitFailedException("Cannot commit %s: the table was dropped", fullName);
    } else if (!(outcome instanceof Applied)) {
      settle(base, location, outcome);
    }
  }

  private void settle(TableMetadata base, String location, TransactionOutcome outcome) {
    PointerOutcome settled =
        new PointerInquiry(store, pinned())
            .settle(base.metadataFileLocation(), location, pointerVersion);
    if (settled instanceof NotLanded) {
      throw new CommitFailedException(
          "Cannot commit %s: another commit came first or the connection was lost (%s)",
          fullName, outcome);
    } else if (settled instanceof NotKnown notKnown) {
      throw new CommitStateUnknownException(
          "Cannot tell whether a commit to " + fullName + " landed: " + notKnown.reason(),
          outcome instanceof Unknown unknown ? unknown.cause() : null);
    }
  }

  private void create(String location) {
    for (int attempt = 1; attempt <= CREATE_ATTEMPTS; attempt++) {
      String candidate = UUID.randomUUID().toString();
      TransactionOutcome outcome = apply(creation(candidate, location));
      if (outcome instanceof Refused refused) {
        if (refused.reason() == Reason.MISSING) {
          throw new NoSuchNamespaceException(
              "Namespace does not exist: %s", identifier.namespace());
        }
        throw new AlreadyExistsException("Table already exists: %s", fullName);
      }
      PointerOutcome settled =
          outcome instanceof Applied
              ? new Landed()
              : new PointerInquiry(store, candidate).settleCreation();
      if (settled instanceof Landed) {
        pin(candidate);
        fenceVersion = 0;
        pointerVersion = 0;
        return;
      } else if (settled instanceof NotKnown notKnown) {
        throw new CommitStateUnknownException(
            "Cannot tell whether " + fullName + " was created: " + notKnown.reason(), null);
      }
    }
    throw new ServiceUnavailableException(
        "Cannot create %s: the connection to ZooKeeper was lost %s times",
        fullName, CREATE_ATTEMPTS);
  }

  private List<NodeChange> creation(String candidate, String location) {
    return creation(identifier, candidate, new Pointer(location, null));
  }

  /** The nodes of a table that is not there. */
  static List<NodeChange> creation(TableIdentifier identifier, String candidate, Pointer pointer) {
    return List.of(
        NodeChange.create(TableNodes.name(identifier), candidate),
        NodeChange.create(TableNodes.table(candidate), ""),
        NodeChange.create(TableNodes.pointer(candidate), pointer.json()),
        NodeChange.create(TableNodes.layout(candidate), ""),
        NodeChange.create(TableNodes.fence(candidate), ""),
        NodeChange.create(TableNodes.intents(candidate), ""),
        NodeChange.create(TableNodes.owners(candidate), ""),
        NodeChange.create(TableNodes.positions(candidate), ""));
  }

  private TransactionOutcome apply(List<NodeChange> steps) {
    try {
      return store.apply(steps);
    } catch (UnavailableException e) {
      throw new ServiceUnavailableException(e, "Cannot commit %s: %s", fullName, e.getMessage());
    } catch (WorkFailedException e) {
      throw new CommitRefusedException(fullName, String.valueOf(e.getMessage()));
    }
  }

  private void pin(String found) {
    uuid = found;
    fenceVersion = UNREAD;
  }

  /** The fence counts as it was when the handle first saw the table. */
  private Node pointerAndFence(String pinned, Freshness freshness) {
    String pointer = TableNodes.pointer(pinned);
    if (fenceVersion != UNREAD) {
      return store.connection().read(pointer, freshness).orElseThrow(this::missing);
    }
    List<Optional<Node>> nodes =
        store.connection().readAll(List.of(pointer, TableNodes.fence(pinned)), freshness);
    fenceVersion = nodes.get(1).map(Node::version).orElse(NodeChange.ANY_VERSION);
    return nodes.get(0).orElseThrow(this::missing);
  }

  private NoSuchTableException missing() {
    return new NoSuchTableException("Table does not exist: %s", fullName);
  }

  private String pinned() {
    if (uuid == null) {
      throw missing();
    }
    return uuid;
  }
}
