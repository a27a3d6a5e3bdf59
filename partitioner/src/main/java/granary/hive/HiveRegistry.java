package granary.hive;

import granary.dataset.DatasetName;
import granary.ledger.LedgerDataset;
import granary.ledger.LedgerPartition;
import granary.settings.Settings;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;

/**
 * Makes the ledger's partitions known to Hive: one external table a dataset, over plain JDBC, with
 * nothing of ours in Hive. Every operation can be repeated and run by several processes at once;
 * the ledger is the truth and Hive follows. Not thread-safe.
 */
public interface HiveRegistry extends AutoCloseable {
  /** The Hive that the settings name; where they name none, a registry that says so. */
  static HiveRegistry open(Settings settings, Configuration hadoop) {
    HiveSettings hive = HiveSettings.from(settings);
    return hive.url().isEmpty() ? new NoHive() : new JdbcHive(hive, hadoop);
  }

  /**
   * Adds partitions after a commit, moves those whose directory was exchanged, and makes the
   * dataset's table if it is not there. Never fails: what Hive does not take now is said in the
   * report, and the next {@link #sync} takes it.
   *
   * @param partitions the commit's partitions, from the ledger, as they are when it is asked
   */
  SyncReport register(
      LedgerDataset dataset, Supplier<? extends Collection<LedgerPartition>> partitions);

  /**
   * Makes Hive's table hold exactly these partitions: adds, drops and moves them.
   *
   * @param partitions all of the dataset's partitions, from the ledger, as they are when it is
   *     asked
   * @throws granary.failure.UnavailableException if Hive cannot be reached; a retry is safe
   * @throws granary.failure.WorkFailedException if Hive refuses a statement, or a partition's
   *     directory is not there
   */
  SyncReport sync(
      LedgerDataset dataset, Supplier<? extends Collection<LedgerPartition>> partitions);

  /**
   * What differs between Hive's table and these partitions; changes nothing.
   *
   * @throws granary.failure.UnavailableException if Hive cannot be reached
   */
  List<HiveDifference> check(LedgerDataset dataset, Collection<LedgerPartition> partitions);

  /**
   * Removes the dataset's table, never its data, and no table that somebody else has made.
   *
   * @return whether there was one
   * @throws granary.failure.UnavailableException if Hive cannot be reached; a retry is safe
   */
  boolean drop(DatasetName dataset);

  /**
   * Runs one statement in HiveServer2, in the database of the datasets, as a user's own client
   * would.
   *
   * @param rows gets the columns, then each row as it arrives
   * @throws granary.failure.InvalidRequestException if Hive cannot compile the statement
   * @throws granary.failure.UnavailableException if Hive cannot be reached
   * @throws granary.failure.WorkFailedException if the statement failed
   */
  void query(String sql, HiveRows rows);

  @Override
  void close();
}
