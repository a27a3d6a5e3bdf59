package granary.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import granary.catalog.TableNodes;
import granary.coordination.Freshness;
import granary.coordination.Node;
import granary.coordination.NodeChange;
import granary.coordination.ZooKeeperConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commits that the last moves of a table's pointer took along, in a node that is changed with
 * the pointer. So a process need not read the ledger to see that another has committed for it, or
 * what came since it read the ledger last. A commit that is not here may have landed before those.
 */
final class LandedCommits {
  /** Writers that are at it look at every move or every other one. */
  private static final int MOST_MOVES = 8;

  /** Nodes stay small, since ZooKeeper keeps them in memory: with these it has about 5 KB. */
  private static final int MOST_COMMITS = 100;

  /**
   * One move of the pointer.
   *
   * @param pointerVersion the pointer's version after it
   * @param snapshotId the snapshot that holds the commits
   * @param metadata the file that the pointer moved to
   * @param millis how long it took to make the snapshot
   */
  record Move(
      int pointerVersion, long snapshotId, String metadata, long millis, List<CommitId> commits) {}

  private record Content(List<Move> newestFirst) {}

  private final String node;
  private final Optional<Integer> version;
  private final List<Move> newestFirst;

  private LandedCommits(String node, Optional<Integer> version, List<Move> newestFirst) {
    this.node = node;
    this.version = version;
    this.newestFirst = newestFirst;
  }

  /** Those that this session knows of. */
  static LandedCommits read(ZooKeeperConnection connection, String uuid) {
    return of(uuid, connection.read(TableNodes.landed(uuid), Freshness.SESSION));
  }

  /** Those in this content of the node; there is none before the first commit. */
  static LandedCommits of(String uuid, Optional<Node> found) {
    return new LandedCommits(
        TableNodes.landed(uuid),
        found.map(Node::version),
        found.map(present -> parse(present.text()).newestFirst()).orElse(List.of()));
  }

  Optional<Move> last() {
    return newestFirst.stream().findFirst();
  }

  /** The move that took this commit along. */
  Optional<Move> find(CommitId id) {
    return newestFirst.stream().filter(move -> move.commits().contains(id)).findFirst();
  }

  /** All moves that brought the pointer from one version to another; empty if some are not here. */
  Optional<List<Move>> between(int before, int after) {
    List<Move> moves =
        newestFirst.stream()
            .filter(move -> move.pointerVersion() > before && move.pointerVersion() <= after)
            .toList();
    return moves.size() == after - before ? Optional.of(moves) : Optional.empty();
  }

  /** The change of the node that goes with a move of the pointer from where it was read. */
  NodeChange add(Move move) {
    List<Move> kept = new ArrayList<>();
    kept.add(move);
    int commits = move.commits().size();
    for (Move earlier : newestFirst) {
      commits += earlier.commits().size();
      if (commits > MOST_COMMITS || kept.size() == MOST_MOVES) {
        break;
      }
      kept.add(earlier);
    }
    String content = HdfsJson.text(new Content(kept));
    return version.isPresent()
        ? new NodeChange.Set(node, content, version.get())
        : NodeChange.create(node, content);
  }

  private static Content parse(String json) {
    try {
      return HdfsJson.MAPPER.readValue(json, Content.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Invalid list of landed commits: " + json, e);
    }
  }
}
