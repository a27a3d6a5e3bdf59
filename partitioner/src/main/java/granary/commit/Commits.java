package granary.commit;

import granary.dataset.DatasetName;
import granary.dataset.SourceName;
import java.util.List;
import java.util.Optional;

/**
 * Publishes staged files by the commit protocol: decide, rename, commit to the ledger. Safe for use
 * by several threads and processes at once; runs wherever the last task of a job runs.
 */
public interface Commits {
  /**
   * Publishes the request's files, or finds that a commit of this ID is there already.
   *
   * @throws InputsTakenException if one of the inputs was ingested by another commit since they
   *     were checked; nothing was decided, check again and redo the work without them
   * @throws granary.failure.InvalidRequestException if the dataset is not there or is another one
   *     of the same name
   * @throws granary.failure.UnavailableException if nothing was decided; a retry is safe
   * @throws granary.failure.OutcomeUnknownException if it may have been decided: try the same ID
   *     again
   */
  CommitResult append(AppendRequest request) throws InputsTakenException;

  /**
   * Publishes the request's files in place of all that is there of its source in their periods, in
   * one commit, or finds that a commit of this ID is there already. What other commits have decided
   * before goes too, what they decide after stays. The files go to new versions of the partitions'
   * directories; those that they replace stay where they are, for readers that are at them. The
   * same overwrite again, with another ID, leaves the same records.
   *
   * @throws granary.failure.InvalidRequestException if the dataset is not there or is another one
   *     of the same name
   * @throws granary.failure.UnavailableException if nothing was decided; a retry is safe
   * @throws granary.failure.OutcomeUnknownException if it may have been decided: try the same ID
   *     again
   */
  CommitResult overwrite(AppendRequest request);

  /** The commit of this ID, finishing it first if it was decided and not finished. */
  Optional<CommitResult> find(DatasetName dataset, CommitId id);

  /** The commits of the dataset that are decided and not finished, oldest first. */
  List<PendingCommit> pending(DatasetName dataset);

  /**
   * Finishes every commit of the dataset that was decided and not finished; how many there were.
   */
  int rollForward(DatasetName dataset);

  /**
   * How the positions of the dataset's sources differ from the inputs of its commits; changes
   * nothing.
   *
   * @throws granary.failure.UnavailableException if a list that a commit names cannot be read
   */
  List<PositionsDifference> comparePositions(DatasetName dataset);

  /**
   * The same, and makes positions that differ anew from the commits. A source whose positions
   * another commit moves meanwhile is left as not repaired.
   *
   * @throws granary.failure.UnavailableException if a list that a commit names cannot be read
   */
  List<PositionsDifference> repairPositions(DatasetName dataset);

  /**
   * What has been ingested from a source so far, after finishing what dead processes have decided:
   * what the positions know is in the ledger, or a process is at it.
   */
  Positions positions(DatasetName dataset, SourceName source);
}
