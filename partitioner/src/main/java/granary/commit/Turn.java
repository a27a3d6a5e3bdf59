package granary.commit;

import granary.catalog.TableNodes;
import granary.coordination.Node;
import granary.coordination.NodeChange;
import granary.coordination.NodeChange.Life;
import granary.coordination.TransactionOutcome.Applied;
import granary.coordination.TransactionOutcome.Refused;
import granary.coordination.ZooKeeperConnection;
import granary.failure.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose turn it is to move a table's pointer. It only spares writers from working against each
 * other: the pointer's version decides, and whoever waits too long goes on without the turn.
 */
final class Turn {
  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  private final ZooKeeperConnection connection;
  private final String node;
  private final String name = UUID.randomUUID().toString();
  private boolean held;
  private boolean perhaps;

  private Turn(ZooKeeperConnection connection, String uuid) {
    this.connection = connection;
    this.node = TableNodes.turn(uuid);
  }

  /** Takes the turn if it is free. */
  static Turn tryTake(ZooKeeperConnection connection, String uuid) {
    Turn turn = new Turn(connection, uuid);
    var outcome =
        connection.apply(List.of(new NodeChange.Create(turn.node, turn.name, Life.SESSION)));
    turn.held = outcome instanceof Applied;
    turn.perhaps = !(outcome instanceof Refused);
    return turn;
  }

  boolean isHeld() {
    return held;
  }

  /** Waits until whoever has the turn gives it up, for a time. */
  void awaitOther(Duration atMost) {
    connection.awaitAbsent(node, atMost);
  }

  /** Gives the turn up, if it was taken. */
  void close() {
    if (!perhaps) {
      return;
    }
    try {
      Optional<Node> there = held ? Optional.empty() : connection.read(node);
      if (held || there.filter(found -> found.text().equals(name)).isPresent()) {
        var ignored = connection.apply(List.of(NodeChange.delete(node)));
      }
    } catch (UnavailableException e) {
      // The node goes with this process's session; others do not wait for it that long.
      LOG.info("Left the turn {} to the end of the session", node, e);
    }
  }
}
