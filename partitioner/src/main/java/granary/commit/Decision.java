package granary.commit;

import granary.catalog.TableNodes;
import granary.coordination.Node;
import granary.coordination.NodeChange;
import granary.coordination.NodeChange.Life;
import granary.coordination.TransactionOutcome;
import granary.coordination.TransactionOutcome.Applied;
import granary.coordination.TransactionOutcome.Refused;
import granary.coordination.TransactionOutcome.Unknown;
import granary.coordination.Transactions;
import granary.coordination.ZooKeeperConnection;
import granary.failure.OutcomeUnknownException;
import granary.failure.UnavailableException;
import java.util.List;
import java.util.Optional;

/**
 * The deciding transaction: the dataset is still there, its layout and its fence are as they were
 * read, the source's positions move on from the version that was checked, and the intent is
 * created. From then on the commit always rolls forward.
 */
final class Decision {
  /** What came of it. */
  enum Verdict {
    DECIDED,
    /** Not decided, and what was assumed does not hold any more: read again. */
    STALE,
    /** As stale, but it may be that it was decided and that another has finished it since. */
    UNSETTLED,
    /** Not decided, and the dataset is gone. */
    DROPPED
  }

  private static final int POINTER = 0;

  private final ZooKeeperConnection connection;
  private final Transactions transactions;
  private final String uuid;
  private final Optional<Node> layout;
  private final Optional<Node> fence;

  /**
   * A decision that checks these nodes; read them before planning.
   *
   * @param layout the layout's node
   * @param fence the fence's node
   */
  Decision(
      ZooKeeperConnection connection,
      Transactions transactions,
      String uuid,
      Optional<Node> layout,
      Optional<Node> fence) {
    this.connection = connection;
    this.transactions = transactions;
    this.uuid = uuid;
    this.layout = layout;
    this.fence = fence;
  }

  /**
   * What a decision is to change.
   *
   * @param intent the intent to create
   * @param positions moves the source's positions
   * @param unmoved writes the source's positions as they are, which bars a late {@code positions}
   * @param nextLayout what the layout is to be; empty if it only has to stay
   */
  record Changes(
      IntentNode intent, NodeChange positions, NodeChange unmoved, Optional<String> nextLayout) {}

  /**
   * Decides.
   *
   * @throws UnavailableException if it was not decided
   * @throws OutcomeUnknownException if it may have been
   */
  Verdict decide(CommitId id, Changes changes) {
    if (layout.isEmpty() || fence.isEmpty()) {
      return Verdict.DROPPED;
    }
    int layoutVersion = layout.get().version();
    String layoutNode = TableNodes.layout(uuid);
    IntentNode intent = changes.intent();
    List<NodeChange> steps =
        List.of(
            new NodeChange.Check(TableNodes.pointer(uuid), NodeChange.ANY_VERSION),
            changes.nextLayout().isPresent()
                ? new NodeChange.Set(layoutNode, changes.nextLayout().get(), layoutVersion)
                : new NodeChange.Check(layoutNode, layoutVersion),
            new NodeChange.Check(TableNodes.fence(uuid), fence.get().version()),
            changes.positions(),
            NodeChange.create(PendingCommits.node(uuid, id), intent.json()),
            new NodeChange.Create(ownerNode(intent), "", Life.SESSION));
    TransactionOutcome outcome = transactions.apply(steps);
    if (outcome instanceof Applied) {
      return Verdict.DECIDED;
    } else if (outcome instanceof Refused refused) {
      return refused.step() == POINTER ? Verdict.DROPPED : Verdict.STALE;
    }
    return settle(id, intent, changes.unmoved(), (Unknown) outcome);
  }

  /** Looks for the intent; where it is not there, bars it, since the request may be on its way. */
  private Verdict settle(CommitId id, IntentNode intent, NodeChange unmoved, Unknown lost) {
    long deadline = System.nanoTime() + connection.patience().toNanos();
    do {
      try {
        Optional<Node> node = connection.read(PendingCommits.node(uuid, id));
        if (node.isPresent()
            && IntentNode.parse(node.get().text()).owner().equals(intent.owner())) {
          return Verdict.DECIDED;
        }
        // Not there, or decided and finished by another, which the next look at the ledger tells.
        TransactionOutcome barred = transactions.apply(List.of(unmoved));
        if (barred instanceof Applied) {
          return Verdict.UNSETTLED;
        } else if (barred instanceof Refused
            && connection.read(PendingCommits.node(uuid, id)).isEmpty()) {
          return Verdict.UNSETTLED;
        }
      } catch (UnavailableException e) {
        if (Thread.currentThread().isInterrupted()) {
          break;
        }
      }
    } while (System.nanoTime() < deadline);
    throw new OutcomeUnknownException(
        "Cannot tell whether commit "
            + id
            + " was decided: the connection to ZooKeeper was lost; give the same ID again ("
            + connection.servers()
            + ")",
        lost.cause());
  }

  private String ownerNode(IntentNode intent) {
    return TableNodes.owners(uuid) + "/" + intent.owner();
  }
}
