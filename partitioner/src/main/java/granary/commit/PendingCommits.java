package granary.commit;

import granary.catalog.TableNodes;
import granary.coordination.Freshness;
import granary.coordination.Node;
import granary.coordination.Watch;
import granary.coordination.ZooKeeperConnection;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The commits of a dataset that are decided and not finished. */
final class PendingCommits {
  private static final Logger LOG = LoggerFactory.getLogger(PendingCommits.class);

  /** A snapshot's summary has an entry for each of its commits, and every reader reads it. */
  static final int LARGEST_GROUP = 100;

  /** Commits with more files are left to their own process, as long as that is at it. */
  private static final int FEW_FILES = 16;

  private final ZooKeeperConnection connection;
  private final FileSystem files;
  private final FileMoves moves;

  PendingCommits(ZooKeeperConnection connection, FileSystem files, FileMoves moves) {
    this.connection = connection;
    this.files = files;
    this.moves = moves;
  }

  /** A commit, in the order of decisions. */
  private record Pending(CommitId id, IntentNode node, long decidedAt) {}

  /**
   * A commit that is ready for the ledger.
   *
   * @param orphaned whether the process that decided it is not at it any more
   */
  record Ready(Intent intent, IntentNode node, boolean orphaned) {}

  List<CommitId> ids(String uuid, Freshness freshness) {
    return connection.children(TableNodes.intents(uuid), freshness).stream()
        .map(CommitId::new)
        .toList();
  }

  /** How many this session knows of. */
  int count(String uuid, Watch watch) {
    return connection.watchChildren(TableNodes.intents(uuid), watch).size();
  }

  Optional<IntentNode> find(String uuid, CommitId id) {
    return connection.read(node(uuid, id)).map(Node::text).map(IntentNode::parse);
  }

  static String node(String uuid, CommitId id) {
    return TableNodes.intents(uuid) + "/" + id;
  }

  /** Whether this session knows that a commit which it has decided is not pending any more. */
  boolean isFinished(String uuid, CommitId id) {
    return connection.read(node(uuid, id), Freshness.SESSION).isEmpty();
  }

  private Set<String> owners(String uuid) {
    return new HashSet<>(connection.children(TableNodes.owners(uuid), Freshness.SESSION));
  }

  /** Those that this session knows of and whose processes are not at them any more. */
  Map<CommitId, IntentNode> abandoned(String uuid) {
    List<CommitId> ids = ids(uuid, Freshness.SESSION);
    Map<CommitId, IntentNode> abandoned = new LinkedHashMap<>();
    if (!ids.isEmpty()) {
      // Before the intents: an owner is there before its commit's intent and goes after it.
      Set<String> owners = owners(uuid);
      for (Pending commit : read(uuid, ids)) {
        if (!owners.contains(commit.node().owner())) {
          abandoned.put(commit.id(), commit.node());
        }
      }
    }
    return abandoned;
  }

  /** All of them, as they are described to others. */
  List<PendingCommit> describe(String uuid) throws IOException {
    List<Pending> pending = read(uuid, Freshness.LATEST);
    // Read behind them, since an owner is there before its commit and goes after it: one of a
    // commit that is decided meanwhile would be missed.
    Set<String> owners = owners(uuid);
    List<PendingCommit> described = new ArrayList<>();
    for (Pending commit : pending) {
      boolean abandoned = !owners.contains(commit.node().owner());
      if (abandoned && find(uuid, commit.id()).isEmpty()) {
        continue;
      }
      Optional<Intent> intent = intent(uuid, commit);
      if (intent.isPresent()) {
        List<String> files = intent.get().files().stream().map(Intent.PlannedFile::target).toList();
        described.add(new PendingCommit(commit.id(), abandoned, files));
      }
    }
    return described;
  }

  /** What they hold, the last decided first. */
  List<Intent> newestFirst(String uuid) throws IOException {
    List<Intent> intents = new ArrayList<>();
    for (Pending commit : read(uuid, Freshness.LATEST)) {
      intent(uuid, commit).ifPresent(intent -> intents.add(0, intent));
    }
    return intents;
  }

  /** Empty if the commit was finished meanwhile and cleared up: then the ledger has it. */
  private Optional<Intent> intent(String uuid, Pending commit) throws IOException {
    try {
      return Optional.of(intent(commit.node()));
    } catch (FileNotFoundException e) {
      if (find(uuid, commit.id()).isPresent()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  Intent intent(IntentNode node) throws IOException {
    return node.intent().isPresent()
        ? node.intent().get()
        : HdfsJson.read(files, new Path(node.file().orElseThrow()), Intent.class);
  }

  /**
   * What goes into the ledger next, so that this commit gets there: itself with others of its
   * epoch, or those of an earlier one, in the order of their decisions. Their files are in place.
   * Empty if the commit is not pending any more.
   *
   * @throws IOException if a commit that has to come first cannot be made ready
   */
  List<Ready> next(String uuid, CommitId id) throws IOException {
    // Whoever decides this one or takes the turn has seen all that were decided before it.
    List<Pending> pending = read(uuid, Freshness.SESSION);
    if (pending.stream().noneMatch(commit -> commit.id().equals(id))) {
      return List.of();
    }
    long epoch = pending.get(0).node().epoch();
    List<Pending> first =
        pending.stream().filter(commit -> commit.node().epoch() == epoch).toList();
    boolean mine = first.stream().anyMatch(commit -> commit.id().equals(id));
    Set<String> owners = first.size() == 1 && mine ? Set.of() : owners(uuid);
    List<Ready> group = new ArrayList<>();
    for (Pending commit : first) {
      boolean own = commit.id().equals(id);
      boolean orphaned = !own && !owners.contains(commit.node().owner());
      boolean room = group.size() < LARGEST_GROUP;
      if (own || (room && (!mine || orphaned || isSmall(commit.node())))) {
        ready(commit, own || !mine, orphaned).ifPresent(group::add);
      }
    }
    return group;
  }

  private List<Pending> read(String uuid, Freshness freshness) {
    return read(uuid, ids(uuid, freshness));
  }

  /** Those of these that are still pending, in the order of decisions. */
  private List<Pending> read(String uuid, List<CommitId> ids) {
    List<Optional<Node>> nodes =
        connection.readAll(ids.stream().map(id -> node(uuid, id)).toList(), Freshness.SESSION);
    List<Pending> pending = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      CommitId id = ids.get(i);
      nodes
          .get(i)
          .ifPresent(
              node ->
                  pending.add(new Pending(id, IntentNode.parse(node.text()), node.createdAt())));
    }
    pending.sort(
        Comparator.comparingLong((Pending commit) -> commit.node().epoch())
            .thenComparingLong(Pending::decidedAt));
    return pending;
  }

  private static boolean isSmall(IntentNode node) {
    return node.intent().filter(intent -> intent.files().size() <= FEW_FILES).isPresent();
  }

  /** What cannot be finished now must not keep others from committing, unless it comes first. */
  private Optional<Ready> ready(Pending commit, boolean must, boolean orphaned) throws IOException {
    try {
      Intent intent = intent(commit.node());
      moves.moveWhatIsLeft(intent);
      return Optional.of(new Ready(intent, commit.node(), orphaned));
    } catch (IOException e) {
      if (must) {
        throw new IOException(
            "commit " + commit.id() + ", which has to come first: " + e.getMessage(), e);
      }
      LOG.warn("Left the decided commit {} for later", commit.id(), e);
      return Optional.empty();
    }
  }
}
