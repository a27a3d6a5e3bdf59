package granary.commit;

import granary.catalog.Alongside;
import granary.catalog.CatalogTable;
import granary.catalog.TableNodes;
import granary.catalog.ZooKeeperCatalog;
import granary.coordination.Freshness;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.iceberg.catalog.Namespace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits that are decided by creating an intent, and finished by whoever comes.
 *
 * <p>What dead processes have decided is finished by the next look at the positions of any source,
 * and by the next commit; commits of processes that are alive and at it are left to them. {@link
 * #find} and {@link #rollForward} finish any.
 */
public final class IntentCommits implements Commits {
  private static final Logger LOG = LoggerFactory.getLogger(IntentCommits.class);
  private static final int ATTEMPTS = 1000;

  /** How long those who came before, one of whom may be paused, are waited for. */
  private static final Duration LINE_PATIENCE = Duration.ofSeconds(5);

  private final ZooKeeperConnection connection;
  private final Transactions transactions;
  private final FileSystem files;
  private final CommitObserver observer;
  private final CommitTables tables;
  private final Completion completion;
  private final PendingCommits pending;
  private final SeenLedgers seen = new SeenLedgers();

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
    this.pending = completion.pending();
  }

  @Override
  public CommitResult append(AppendRequest request) throws InputsTakenException {
    return commit(request, CommitKind.APPEND);
  }

  @Override
  public CommitResult overwrite(AppendRequest request) {
    finishAllBefore(request);
    try {
      return commit(request, CommitKind.OVERWRITE);
    } catch (InputsTakenException e) {
      throw new IllegalStateException("Invalid refusal: an overwrite takes any input", e);
    }
  }

  private CommitResult commit(AppendRequest request, CommitKind kind) throws InputsTakenException {
    Assumed assumed = assume(request);
    Preparation preparation = new Preparation(files, observer, assumed.location(), request, kind);
    try {
      Attempt settled = decide(request, preparation, assumed);
      if (settled.found().isPresent()) {
        preparation.discard();
        return settled.found().get().result(true);
      }
      observer.after(CommitStep.DECIDED, request.id());
      return completion
          .finish(
              request.dataset(),
              request.datasetUuid(),
              request.id(),
              settled.decided().orElseThrow())
          .result(false);
    } catch (FileNotFoundException e) {
      return foundAfterAll(request, e);
    } catch (IOException e) {
      throw FileFailures.undecided(request.id(), e);
    }
  }

  /**
   * What a decision stands on.
   *
   * @param location the directory of the dataset
   * @param found the commit itself, where it was decided before
   */
  private record Assumed(
      Optional<Node> layout,
      Optional<Node> fence,
      SourcePositions positions,
      String location,
      Optional<CommitRecord> found) {}

  private Assumed assume(AppendRequest request) {
    String uuid = request.datasetUuid();
    String positions = SourcePositions.node(uuid, request.source());
    List<Optional<Node>> nodes =
        connection.readAll(
            List.of(
                TableNodes.layout(uuid),
                TableNodes.fence(uuid),
                positions,
                PendingCommits.node(uuid, request.id()),
                TableNodes.pointer(uuid),
                TableNodes.landed(uuid)),
            Freshness.LATEST);
    Optional<Node> intent = nodes.get(3);
    // Whoever decides this ID after the nodes were read moves the positions.
    SeenLedgers.Look look =
        seen.look(uuid, request.id(), nodes.get(4), LandedCommits.of(uuid, nodes.get(5)))
            .orElseGet(() -> seen.look(request.id(), load(request)));
    Optional<CommitRecord> found = Optional.empty();
    if (intent.isPresent()) {
      found = Optional.of(finish(request.dataset(), uuid, request.id(), intent.get()));
    } else if (look.landed()) {
      found = completion.landed(request.dataset(), uuid, request.id());
    }
    return new Assumed(
        nodes.get(0),
        nodes.get(1),
        SourcePositions.of(connection, files, positions, nodes.get(2)),
        look.location(),
        found);
  }

  private CatalogTable load(AppendRequest request) {
    return tables.load(request.dataset(), request.datasetUuid(), Alongside.NOTHING);
  }

  /**
   * What came of one try to decide.
   *
   * @param found the commit, where it was decided before
   * @param decided the intent, where it is decided now; neither if what was assumed did not hold
   */
  private record Attempt(Optional<CommitRecord> found, Optional<IntentNode> decided) {
    static final Attempt STALE = new Attempt(Optional.empty(), Optional.empty());
  }

  /**
   * Tries until the commit is decided. Without a rival the first try does it; those who lost one
   * line up, since each lost try costs as much as one that is won.
   */
  private Attempt decide(AppendRequest request, Preparation preparation, Assumed first)
      throws IOException, InputsTakenException {
    Optional<ZooKeeperConnection.Place> place = Optional.empty();
    Assumed assumed = first;
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Attempt made = attempt(request, preparation, assumed);
        if (!made.equals(Attempt.STALE)) {
          return made;
        }
        if (place.isEmpty()) {
          String line = TableNodes.line(request.datasetUuid(), request.source().value());
          place = connection.lineUp(line, LINE_PATIENCE);
        }
        assumed = assume(request);
      }
    } finally {
      place.ifPresent(ZooKeeperConnection.Place::close);
    }
    preparation.discard();
    throw new UnavailableException(
        "Cannot commit " + request.id() + ": other commits came first " + ATTEMPTS + " times");
  }

  private Attempt attempt(AppendRequest request, Preparation preparation, Assumed assumed)
      throws IOException, InputsTakenException {
    if (assumed.found().isPresent()) {
      return new Attempt(assumed.found(), Optional.empty());
    }
    List<String> taken = preparation.taken(assumed.positions());
    if (!taken.isEmpty()) {
      preparation.discard();
      throw new InputsTakenException(taken);
    }
    Optional<Node> layout = assumed.layout();
    SourcePositions positions = assumed.positions();
    Preparation.Prepared prepared =
        preparation.prepare(
            positions, layout.isPresent() ? Layout.read(files, layout.get().text()) : Layout.FIRST);
    Decision.Verdict verdict =
        new Decision(connection, transactions, request.datasetUuid(), layout, assumed.fence())
            .decide(
                request.id(),
                new Decision.Changes(
                    prepared.node(),
                    positions.change(prepared.positions()),
                    positions.change(positions.lists()),
                    prepared.layout()));
    return switch (verdict) {
      case DROPPED -> {
        preparation.discard();
        throw CommitTables.anotherOne(request.dataset());
      }
      case STALE -> Attempt.STALE;
      case UNSETTLED -> {
        preparation.keep();
        yield Attempt.STALE;
      }
      case DECIDED -> new Attempt(Optional.empty(), Optional.of(prepared.node()));
    };
  }

  /** A staged file is gone: another process with the same ID may have published it meanwhile. */
  private CommitResult foundAfterAll(AppendRequest request, FileNotFoundException missing) {
    return find(
            request.dataset(),
            request.datasetUuid(),
            request.id(),
            connection.read(PendingCommits.node(request.datasetUuid(), request.id())))
        .orElseThrow(() -> FileFailures.undecided(request.id(), missing));
  }

  @Override
  public Optional<CommitResult> find(DatasetName dataset, CommitId id) {
    String uuid = tables.uuid(dataset);
    return find(dataset, uuid, id, connection.read(PendingCommits.node(uuid, id)));
  }

  /**
   * The intent, then the ledger: a commit passes from one to the other, and so does the look, so
   * that it cannot miss one that is on its way.
   *
   * @param intent the node of the commit's intent, as it was read before
   */
  private Optional<CommitResult> find(
      DatasetName dataset, String uuid, CommitId id, Optional<Node> intent) {
    Optional<CommitRecord> found =
        intent.isPresent()
            ? Optional.of(finish(dataset, uuid, id, intent.get()))
            : completion.landed(dataset, uuid, id);
    return found.map(record -> record.result(true));
  }

  private CommitRecord finish(DatasetName dataset, String uuid, CommitId id, Node intent) {
    return completion.finish(dataset, uuid, id, IntentNode.parse(intent.text()));
  }

  @Override
  public List<PendingCommit> pending(DatasetName dataset) {
    String uuid = tables.uuid(dataset);
    try {
      return pending.describe(uuid);
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot read a decided commit of dataset " + dataset + ": " + e.getMessage(), e);
    }
  }

  @Override
  public int rollForward(DatasetName dataset) {
    String uuid = tables.uuid(dataset);
    int finished = 0;
    for (CommitId id : pending.ids(uuid, Freshness.SESSION)) {
      Optional<IntentNode> intent = pending.find(uuid, id);
      if (intent.isPresent()) {
        CommitRecord ignored = completion.finish(dataset, uuid, id, intent.get());
      }
      finished++;
    }
    return finished;
  }

  @Override
  public Positions positions(DatasetName dataset, SourceName source) {
    String uuid = tables.uuid(dataset);
    pending.abandoned(uuid).forEach((id, intent) -> finishForAnother(dataset, uuid, id, intent));
    return SourcePositions.read(connection, files, uuid, source);
  }

  @Override
  public List<PositionsDifference> comparePositions(DatasetName dataset) {
    return checkPositions(dataset, PositionsCheck.Remedy.TELL);
  }

  @Override
  public List<PositionsDifference> repairPositions(DatasetName dataset) {
    return checkPositions(dataset, PositionsCheck.Remedy.REPAIR);
  }

  private List<PositionsDifference> checkPositions(
      DatasetName dataset, PositionsCheck.Remedy remedy) {
    try {
      return new PositionsCheck(connection, files, pending, () -> tables.load(dataset)).run(remedy);
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot check what was ingested into "
              + dataset
              + ": "
              + granary.failure.StorageRefusal.words(e),
          e);
    }
  }

  /**
   * What is decided goes into the ledger before an overwrite that is decided later. Done before
   * that, since a commit that cannot be finished would keep the overwrite from it.
   */
  private void finishAllBefore(AppendRequest request) {
    try {
      int ignored = rollForward(request.dataset());
    } catch (OutcomeUnknownException e) {
      throw new UnavailableException(
          "Cannot overwrite in dataset "
              + request.dataset()
              + ": an earlier commit has to be finished first; nothing was changed ("
              + e.getMessage()
              + ")",
          e);
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
}
