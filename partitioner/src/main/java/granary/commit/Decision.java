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
    /** Not decided, and the dataset is gone. */
    DROPPED
  }

  private static final int POINTER = 0;

  private final ZooKeeperConnection connection;
  private final Transactions transactions;
  private final String uuid;
  private final Optional<Node> layout;
  private final Optional<Node> fence;

  /** Reads what the decision will check; do this before planning. */
  Decision(ZooKeeperConnection connection, Transactions transactions, String uuid) {
    this.connection = connection;
    this.transactions = transactions;
    this.uuid = uuid;
    this.layout = connection.read(TableNodes.layout(uuid));
    this.fence = connection.read(TableNodes.fence(uuid));
  }

  /**
   * Decides.
   *
   * @param positions moves the source's positions
   * @param unmoved writes the source's positions as they are, which bars a late {@code positions}
   * @throws UnavailableException if it was not decided
   * @throws OutcomeUnknownException if it may have been
   */
  Verdict decide(CommitId id, IntentNode intent, NodeChange positions, NodeChange unmoved) {
    if (layout.isEmpty() || fence.isEmpty()) {
      return Verdict.DROPPED;
    }
    List<NodeChange> steps =
        List.of(
            new NodeChange.Check(TableNodes.pointer(uuid), NodeChange.ANY_VERSION),
            new NodeChange.Check(TableNodes.layout(uuid), layout.get().version()),
            new NodeChange.Check(TableNodes.fence(uuid), fence.get().version()),
            positions,
            NodeChange.create(intentNode(id), intent.json()),
            new NodeChange.Create(ownerNode(intent), "", Life.SESSION));
    TransactionOutcome outcome = transactions.apply(steps);
    if (outcome instanceof Applied) {
      return Verdict.DECIDED;
    } else if (outcome instanceof Refused refused) {
      return refused.step() == POINTER ? Verdict.DROPPED : Verdict.STALE;
    }
    return settle(id, intent, unmoved, (Unknown) outcome);
  }

  /** Looks for the intent; where it is not there, bars it, since the request may be on its way. */
  private Verdict settle(CommitId id, IntentNode intent, NodeChange unmoved, Unknown lost) {
    long deadline = System.nanoTime() + connection.patience().toNanos();
    do {
      try {
        Optional<Node> node = connection.read(intentNode(id));
        if (node.isPresent() && IntentNode.parse(node.get().text()).equals(intent)) {
          return Verdict.DECIDED;
        }
        // Not there, or decided and finished by another, which the next look at the ledger tells.
        TransactionOutcome barred = transactions.apply(List.of(unmoved));
        if (barred instanceof Applied) {
          return Verdict.STALE;
        } else if (barred instanceof Refused && connection.read(intentNode(id)).isEmpty()) {
          return Verdict.STALE;
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

  private String intentNode(CommitId id) {
    return TableNodes.intents(uuid) + "/" + id;
  }

  private String ownerNode(IntentNode intent) {
    return TableNodes.owners(uuid) + "/" + intent.owner();
  }
}
