package granary.commit;

import granary.catalog.TableNodes;
import granary.coordination.Node;
import granary.coordination.NodeChange;
import granary.coordination.NodeChange.Life;
import granary.coordination.TransactionOutcome;
import granary.coordination.TransactionOutcome.Applied;
import granary.coordination.TransactionOutcome.Refused;
import granary.coordination.Watch;
import granary.coordination.ZooKeeperConnection;
import granary.failure.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose turn it is to move a table's pointer. It only spares writers from working against each
 * other: the pointer's version decides, and from whoever has the turn for too long one of those who
 * wait takes it over. One, since all of them at once would make a slow cluster slower.
 */
final class Turn implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);

  /** How long somebody who may be paused is waited for; a snapshot takes about 0.1 s. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ZooKeeperConnection connection;
  private final String node;
  private final int version;

  private Turn(ZooKeeperConnection connection, String node, int version) {
    this.connection = connection;
    this.node = node;
    this.version = version;
  }

  /** Waits for the turn; empty if {@code needless} holds after another gave it up. */
  static Optional<Turn> await(
      ZooKeeperConnection connection, String uuid, BooleanSupplier needless) {
    String node = TableNodes.turn(uuid);
    String name = UUID.randomUUID().toString();
    Optional<Node> holder = Optional.empty();
    long deadline = 0;
    while (true) {
      Watch watch = new Watch();
      Optional<Node> now = connection.watch(node, watch);
      if (now.isEmpty()) {
        Optional<Turn> turn = take(connection, node, name);
        if (turn.isPresent()) {
          return turn;
        }
        continue;
      }
      if (!holder.map(Turn::identity).equals(now.map(Turn::identity))) {
        holder = now;
        deadline = System.nanoTime() + PATIENCE.toNanos();
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        Optional<Turn> turn = takeOver(connection, node, name, now.get());
        if (turn.isPresent()) {
          return turn;
        }
        continue;
      }
      watch.await(left);
      if (needless.getAsBoolean()) {
        return Optional.empty();
      }
    }
  }

  private static List<Long> identity(Node node) {
    return List.of(node.createdAt(), (long) node.version());
  }

  /** Takes the turn if it is free. */
  private static Optional<Turn> take(ZooKeeperConnection connection, String node, String name) {
    TransactionOutcome outcome =
        connection.apply(List.of(new NodeChange.Create(node, name, Life.SESSION)));
    if (outcome instanceof Applied) {
      return Optional.of(new Turn(connection, node, 0));
    }
    return outcome instanceof Refused ? Optional.empty() : settle(connection, node, name);
  }

  /** The node stays that of the other's session: if it goes with that, another may come early. */
  private static Optional<Turn> takeOver(
      ZooKeeperConnection connection, String node, String name, Node other) {
    TransactionOutcome outcome =
        connection.apply(List.of(new NodeChange.Set(node, name, other.version())));
    if (outcome instanceof Applied) {
      LOG.info("Took the turn {} over from a process that had it for {}", node, PATIENCE);
      return Optional.of(new Turn(connection, node, other.version() + 1));
    }
    return outcome instanceof Refused ? Optional.empty() : settle(connection, node, name);
  }

  private static Optional<Turn> settle(ZooKeeperConnection connection, String node, String name) {
    return connection
        .read(node)
        .filter(found -> found.text().equals(name))
        .map(found -> new Turn(connection, node, found.version()));
  }

  /** Gives the turn up, unless it was taken over. */
  @Override
  public void close() {
    try {
      var ignored = connection.apply(List.of(new NodeChange.Delete(node, version)));
    } catch (UnavailableException e) {
      // The node goes with this process's session; others do not wait for it that long.
      LOG.info("Left the turn {} to the end of the session", node, e);
    }
  }
}
