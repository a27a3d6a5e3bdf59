package granary.commit;

import granary.catalog.Alongside;
import granary.catalog.CatalogTable;
import granary.catalog.CommitRefusedException;
import granary.catalog.TableNodes;
import granary.coordination.NodeChange;
import granary.coordination.ZooKeeperConnection;
import granary.dataset.DatasetName;
import granary.failure.InvalidRequestException;
import granary.failure.OutcomeUnknownException;
import granary.failure.UnavailableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ServiceUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes a decided commit: renames its files into place, commits them to the ledger and clears
 * up. Every step can be repeated, by several at once. Whether the commit landed is decided by the
 * intent's node, which goes with the pointer's move and no other way. Whoever moves the pointer
 * takes along what others have decided, so that many small commits cost one snapshot.
 */
final class Completion {
  private static final Logger LOG = LoggerFactory.getLogger(Completion.class);
  private static final int ATTEMPTS = 5;

  private final CommitTables tables;
  private final ZooKeeperConnection connection;
  private final FileSystem files;
  private final CommitObserver observer;
  private final FileMoves moves;
  private final PendingCommits pending;

  Completion(
      CommitTables tables,
      ZooKeeperConnection connection,
      FileSystem files,
      CommitObserver observer) {
    this.tables = tables;
    this.connection = connection;
    this.files = files;
    this.observer = observer;
    this.moves = new FileMoves(files);
    this.pending = new PendingCommits(connection, files, moves);
  }

  PendingCommits pending() {
    return pending;
  }

  /**
   * Finishes the commit, or finds that another did.
   *
   * @throws OutcomeUnknownException if it could not be finished now
   */
  CommitRecord finish(DatasetName dataset, String uuid, CommitId id, IntentNode node) {
    try {
      Intent intent;
      try {
        intent = pending.intent(node);
        moves.move(intent, () -> observer.after(CommitStep.FILE_RENAMED, id));
      } catch (FileNotFoundException e) {
        return landed(dataset, uuid, id).orElseThrow(() -> FileFailures.decided(id, e));
      }
      observer.after(CommitStep.RENAMED, id);
      CommitRecord record = commit(dataset, uuid, intent);
      observer.after(CommitStep.COMMITTED, id);
      clear(intent, node);
      observer.after(CommitStep.CLEARED, id);
      return record;
    } catch (InvalidRequestException | OutcomeUnknownException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Decided is decided, whatever went wrong: it must not be taken for a failure.
      throw FileFailures.decided(id, e);
    } finally {
      giveUp(uuid, node);
    }
  }

  /** The commit, if it is in the ledger; the ledger's state that holds it can be found again. */
  Optional<CommitRecord> landed(DatasetName dataset, String uuid, CommitId id) {
    return landed(dataset, tables.load(dataset, uuid, Alongside.NOTHING), id);
  }

  /** The same where another process has put it there while this one waited; empty if none has. */
  private Optional<CommitRecord> landed(
      DatasetName dataset, String uuid, Intent intent, LandedCommits lately) throws IOException {
    Optional<LandedCommits.Move> move = lately.find(intent.id());
    if (move.isPresent()) {
      tables.acknowledge(dataset, move.get().metadata());
      return Optional.of(SnapshotCommits.record(intent, move.get().snapshotId()));
    } else if (pending.find(uuid, intent.id()).isPresent()) {
      // A new session may know less than the one that decided it.
      return Optional.empty();
    }
    Optional<CommitRecord> landed = landed(dataset, uuid, intent.id());
    if (landed.isEmpty()) {
      throw new IOException("its intent is gone and its snapshot is not in the ledger");
    }
    return landed;
  }

  /** The same in a table as it was loaded. */
  Optional<CommitRecord> landed(DatasetName dataset, CatalogTable table, CommitId id) {
    Optional<CommitRecord> found = SnapshotCommits.find(table.table(), id);
    if (found.isPresent()) {
      tables.acknowledge(dataset);
    }
    return found;
  }

  private CommitRecord commit(DatasetName dataset, String uuid, Intent intent) throws IOException {
    CommitId id = intent.id();
    for (int failures = 0; ; ) {
      Optional<Turn> turn = Turn.await(connection, uuid, () -> pending.isFinished(uuid, id));
      try {
        LandedCommits before = LandedCommits.read(connection, uuid);
        List<PendingCommits.Ready> group =
            turn.isPresent() ? group(uuid, id, before) : List.<PendingCommits.Ready>of();
        if (group.isEmpty()) {
          Optional<CommitRecord> landed = landed(dataset, uuid, intent, before);
          if (landed.isPresent()) {
            return landed.get();
          }
          continue;
        }
        long snapshotId = commit(dataset, uuid, before, group);
        group.stream().filter(PendingCommits.Ready::orphaned).forEach(this::clear);
        if (group.stream().anyMatch(ready -> ready.intent().id().equals(id))) {
          return SnapshotCommits.record(intent, snapshotId);
        }
      } catch (CommitRefusedException
          | CommitStateUnknownException
          | CommitFailedException
          | ServiceUnavailableException e) {
        // Whether it landed, the intents' nodes tell, at the next attempt's beginning.
        failures++;
        if (failures == ATTEMPTS) {
          throw FileFailures.decided(id, e);
        }
      } finally {
        turn.ifPresent(Turn::close);
      }
    }
  }

  private List<PendingCommits.Ready> group(String uuid, CommitId id, LandedCommits before)
      throws IOException {
    before
        .last()
        .ifPresent(
            last ->
                Linger.await(
                    last, watch -> pending.count(uuid, watch), PendingCommits.LARGEST_GROUP));
    return pending.next(uuid, id);
  }

  /** Puts a group into the ledger, as this snapshot. */
  private long commit(
      DatasetName dataset, String uuid, LandedCommits before, List<PendingCommits.Ready> group) {
    List<Intent> intents = group.stream().map(PendingCommits.Ready::intent).toList();
    GroupMove move = new GroupMove(uuid, before, intents);
    CatalogTable table = tables.load(dataset, uuid, move);
    LedgerUpdate.of(table.table(), intents).commit();
    return move.snapshotId();
  }

  /** Clears up for a process that is not there to do it; what cannot be removed is garbage. */
  private void clear(PendingCommits.Ready orphan) {
    LOG.info("Finished commit {}, whose process had died", orphan.intent().id());
    try {
      clear(orphan.intent(), orphan.node());
    } catch (IOException e) {
      LOG.info("Left what commit {} has staged to fsck", orphan.intent().id(), e);
    }
  }

  private void clear(Intent intent, IntentNode node) throws IOException {
    for (String replaced : node.replaced()) {
      files.delete(new Path(replaced), false);
    }
    if (intent.stagingDirectory().isPresent()) {
      files.delete(new Path(intent.stagingDirectory().get()), true);
    }
    if (node.file().isPresent()) {
      files.delete(new Path(node.file().get()), false);
    }
  }

  /** Lets others know that this process is not at it any more, however it ended. */
  private void giveUp(String uuid, IntentNode node) {
    try {
      var ignored =
          connection.apply(
              List.of(NodeChange.delete(TableNodes.owners(uuid) + "/" + node.owner())));
    } catch (UnavailableException e) {
      // The node goes with this process's session; until then only the commit's own ID finishes it.
      LOG.info("Left the node of owner {} to the end of the session", node.owner(), e);
    }
  }
}
