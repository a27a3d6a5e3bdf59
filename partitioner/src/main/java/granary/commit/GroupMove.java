package granary.commit;

import granary.catalog.Alongside;
import granary.catalog.PointerMove;
import granary.coordination.NodeChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes with the pointer when it moves for a group of commits: their intents are finished, and
 * whoever waits for them is told of the snapshot.
 */
final class GroupMove implements Alongside {
  private final String uuid;
  private final LandedCommits landed;
  private final List<CommitId> commits;
  private final long started = System.nanoTime();
  private long snapshotId;

  /**
   * The move of these commits, begun now.
   *
   * @param landed as it is before
   */
  GroupMove(String uuid, LandedCommits landed, List<Intent> commits) {
    this.uuid = uuid;
    this.landed = landed;
    this.commits = commits.stream().map(Intent::id).toList();
  }

  @Override
  public List<NodeChange> changes(PointerMove move) {
    snapshotId = move.metadata().currentSnapshot().snapshotId();
    long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
    List<NodeChange> changes = new ArrayList<>();
    commits.forEach(id -> changes.add(NodeChange.delete(PendingCommits.node(uuid, id))));
    changes.add(
        landed.add(
            new LandedCommits.Move(move.version(), snapshotId, move.location(), millis, commits)));
    return changes;
  }

  /** The snapshot of the last try. */
  long snapshotId() {
    return snapshotId;
  }
}
