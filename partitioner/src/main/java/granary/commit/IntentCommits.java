package granary.commit;

import granary.catalog.CatalogTable;
import granary.catalog.TableNodes;
import granary.catalog.ZooKeeperCatalog;
import granary.coordination.Node;
import granary.coordination.Transactions;
import granary.coordination.ZooKeeperConnection;
import granary.dataset.DatasetName;
import granary.dataset.SourceName;
import granary.failure.InvalidRequestException;
import granary.failure.OutcomeUnknownException;
import granary.failure.UnavailableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.iceberg.catalog.Namespace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits that are decided by creating an intent, and finished by whoever comes.
 *
 * <p>An append begins by finishing what dead processes have decided; commits of processes that are
 * alive and at it are left to them. {@link #find} and {@link #rollForward} finish any.
 */
public final class IntentCommits implements Commits {
  private static final Logger LOG = LoggerFactory.getLogger(IntentCommits.class);
  private static final int ATTEMPTS = 1000;

  private final ZooKeeperConnection connection;
  private final Transactions transactions;
  private final FileSystem files;
  private final CommitObserver observer;
  private final CommitTables tables;
  private final Completion completion;

  /**
   * Commits to the tables of a catalog's namespace.
   *
   * @param connection the catalog's
   * @param files the file system of the tables
   */
  public IntentCommits(
      ZooKeeperCatalog catalog,
      ZooKeeperConnection connection,
      Namespace namespace,
      FileSystem files,
      CommitObserver observer) {
    this(new CommitTables(catalog, namespace), connection, connection, files, observer);
  }

  /** With transactions that a test can lose. */
  IntentCommits(
      CommitTables tables,
      ZooKeeperConnection connection,
      Transactions transactions,
      FileSystem files,
      CommitObserver observer) {
    this.tables = tables;
    this.connection = connection;
    this.transactions = transactions;
    this.files = files;
    this.observer = observer;
    this.completion = new Completion(tables, connection, files, observer);
  }

  @Override
  public CommitResult append(AppendRequest request) throws InputsTakenException {
    CatalogTable table = tables.load(request.dataset(), request.datasetUuid(), List.of());
    finishAbandoned(request.dataset(), table.uuid());
    Preparation preparation = new Preparation(files, observer, table, request);
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Optional<CommitResult> result = attempt(request, table.uuid(), preparation);
        if (result.isPresent()) {
          return result.get();
        }
        preparation.retry();
      }
    } catch (FileNotFoundException e) {
      return foundAfterAll(request, table.uuid(), e);
    } catch (IOException e) {
      throw FileFailures.undecided(request.id(), e);
    }
    throw new UnavailableException(
        "Cannot commit " + request.id() + ": other commits came first " + ATTEMPTS + " times");
  }

  /** One try to decide; empty if what it assumed did not hold any more. */
  private Optional<CommitResult> attempt(
      AppendRequest request, String uuid, Preparation preparation)
      throws IOException, InputsTakenException {
    Decision decision = new Decision(connection, transactions, uuid);
    // Positions first, then the look: whoever decides this ID in between moves the positions.
    SourcePositions positions = SourcePositions.read(connection, files, uuid, request.source());
    Optional<CommitResult> found = find(request.dataset(), uuid, request.id());
    if (found.isPresent()) {
      preparation.discard();
      return found;
    }
    List<String> taken = preparation.taken(positions);
    if (!taken.isEmpty()) {
      preparation.discard();
      throw new InputsTakenException(taken);
    }
    Preparation.Prepared prepared = preparation.prepare(positions);
    Decision.Verdict verdict =
        decision.decide(
            request.id(),
            prepared.node(),
            positions.change(prepared.positions()),
            positions.change(positions.lists()));
    if (verdict == Decision.Verdict.DROPPED) {
      preparation.discard();
      throw CommitTables.anotherOne(request.dataset());
    }
    if (verdict == Decision.Verdict.STALE) {
      return Optional.empty();
    }
    observer.after(CommitStep.DECIDED, request.id());
    CommitRecord record = completion.finish(request.dataset(), uuid, request.id(), prepared.node());
    return Optional.of(new CommitResult(record.id(), record.snapshotId(), false, record.summary()));
  }

  /** A staged file is gone: another process with the same ID may have published it meanwhile. */
  private CommitResult foundAfterAll(
      AppendRequest request, String uuid, FileNotFoundException missing) {
    try {
      return find(request.dataset(), uuid, request.id())
          .orElseThrow(() -> FileFailures.undecided(request.id(), missing));
    } catch (IOException e) {
      throw FileFailures.undecided(request.id(), e);
    }
  }

  @Override
  public Optional<CommitResult> find(DatasetName dataset, CommitId id) {
    try {
      return find(dataset, tables.load(dataset, List.of()).uuid(), id);
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot look for commit " + id + ": " + e.getMessage() + " (" + dataset + ")", e);
    }
  }

  /**
   * The intent, then the trace of its preparation, then the record: a commit passes from one to the
   * next, and so does the look, so that it cannot miss one that is on its way.
   */
  private Optional<CommitResult> find(DatasetName dataset, String uuid, CommitId id)
      throws IOException {
    Optional<IntentNode> intent = intent(uuid, id);
    if (intent.isPresent()) {
      return Optional.of(completion.finish(dataset, uuid, id, intent.get()).result());
    }
    CatalogTable table = tables.load(dataset, uuid, List.of());
    CommitDirectory directory = new CommitDirectory(files, table.table().location());
    OptionalLong prepared = directory.preparedAt(id);
    if (prepared.isPresent()) {
      Optional<CommitRecord> landed =
          CommitTables.find(
              tables.load(dataset, uuid, List.of()).table(), id, prepared.getAsLong());
      if (landed.isPresent()) {
        return Optional.of(completion.settle(dataset, table, landed.get()).result());
      }
    }
    return directory.readRecord(id).map(CommitRecord::result);
  }

  @Override
  public int rollForward(DatasetName dataset) {
    String uuid = tables.load(dataset, List.of()).uuid();
    int finished = 0;
    for (String id : connection.children(TableNodes.intents(uuid))) {
      Optional<IntentNode> intent = intent(uuid, new CommitId(id));
      if (intent.isPresent()) {
        CommitRecord ignored = completion.finish(dataset, uuid, new CommitId(id), intent.get());
        finished++;
      }
    }
    return finished;
  }

  @Override
  public Positions positions(DatasetName dataset, SourceName source) {
    return SourcePositions.read(connection, files, tables.load(dataset, List.of()).uuid(), source);
  }

  private void finishAbandoned(DatasetName dataset, String uuid) {
    List<String> ids = connection.children(TableNodes.intents(uuid));
    if (ids.isEmpty()) {
      return;
    }
    Set<String> alive = new HashSet<>(connection.children(TableNodes.owners(uuid)));
    for (String id : ids) {
      Optional<IntentNode> intent = intent(uuid, new CommitId(id));
      if (intent.isPresent() && !alive.contains(intent.get().owner())) {
        finishForAnother(dataset, uuid, new CommitId(id), intent.get());
      }
    }
  }

  /** What cannot be finished now must not keep others from committing. */
  private void finishForAnother(DatasetName dataset, String uuid, CommitId id, IntentNode intent) {
    try {
      CommitRecord finished = completion.finish(dataset, uuid, id, intent);
      LOG.info(
          "Finished commit {} of {}, whose process had died, as snapshot {}",
          id,
          dataset,
          finished.snapshotId());
    } catch (OutcomeUnknownException | InvalidRequestException e) {
      LOG.warn("Left a decided commit of {} for later", dataset, e);
    }
  }

  private Optional<IntentNode> intent(String uuid, CommitId id) {
    return connection
        .read(TableNodes.intents(uuid) + "/" + id)
        .map(Node::text)
        .map(IntentNode::parse);
  }
}
