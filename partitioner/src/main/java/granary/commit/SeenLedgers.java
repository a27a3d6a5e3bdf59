package granary.commit;

import granary.catalog.CatalogTable;
import granary.catalog.RecentlyUsed;
import granary.coordination.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What this process has seen in the ledgers of datasets. A ledger is read once; after that the list
 * of landed commits tells what came since, so that a process with many commits reads a ledger
 * mostly when it writes it. Thread-safe.
 */
final class SeenLedgers {
  private static final int DATASETS = 64;

  /**
   * A look for one commit.
   *
   * @param location the directory of the dataset
   * @param landed whether the ledger has the commit
   */
  record Look(String location, boolean landed) {}

  private record Seen(String location, int pointerVersion, Set<CommitId> commits) {
    Look look(CommitId id) {
      return new Look(location, commits.contains(id));
    }
  }

  private final Map<String, Seen> ledgers = new RecentlyUsed<>(DATASETS);

  /**
   * Looks for a commit in the ledger as it was at this pointer or later; empty if it has to be read
   * for that.
   *
   * @param landed read together with the pointer
   */
  synchronized Optional<Look> look(
      String uuid, CommitId id, Optional<Node> pointer, LandedCommits landed) {
    Seen seen = ledgers.get(uuid);
    if (seen == null || pointer.isEmpty()) {
      return Optional.empty();
    }
    int version = pointer.get().version();
    if (version > seen.pointerVersion()) {
      Optional<List<LandedCommits.Move>> moves = landed.between(seen.pointerVersion(), version);
      if (moves.isEmpty()) {
        return Optional.empty();
      }
      moves.get().forEach(move -> seen.commits().addAll(move.commits()));
      ledgers.put(uuid, new Seen(seen.location(), version, seen.commits()));
    }
    return Optional.of(seen.look(id));
  }

  /** The same in a ledger that was read. */
  synchronized Look look(CommitId id, CatalogTable table) {
    Set<CommitId> commits = new HashSet<>();
    table.table().snapshots().forEach(snapshot -> commits.addAll(SnapshotCommits.ids(snapshot)));
    Seen seen = new Seen(table.table().location(), table.pointerVersion(), commits);
    ledgers.put(table.uuid(), seen);
    return seen.look(id);
  }
}
