package granary.coordination;

import java.util.List;

/** Changes nodes, all or nothing. */
public interface Transactions {
  /**
   * Sends the steps once, never twice.
   *
   * @throws granary.failure.UnavailableException if ZooKeeper could not be reached; nothing was
   *     sent
   * @throws granary.failure.WorkFailedException if ZooKeeper refuses for a reason that is not a
   *     step's: access rights, too much data
   */
  TransactionOutcome apply(List<NodeChange> steps);
}
