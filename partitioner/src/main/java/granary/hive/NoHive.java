package granary.hive;

import granary.dataset.DatasetName;
import granary.failure.InvalidRequestException;
import granary.ledger.LedgerDataset;
import granary.ledger.LedgerPartition;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** Where no Hive is configured: commits need none, and whoever asks for it is told what to set. */
final class NoHive implements HiveRegistry {
  private static final String REASON =
      "no Hive is configured; set " + HiveSettings.URL.key() + " (jdbc:hive2://host:10000/)";

  @Override
  public SyncReport register(
      LedgerDataset dataset, Supplier<? extends Collection<LedgerPartition>> partitions) {
    return SyncReport.delayed(REASON);
  }

  @Override
  public SyncReport sync(
      LedgerDataset dataset, Supplier<? extends Collection<LedgerPartition>> partitions) {
    throw refused("synchronise");
  }

  @Override
  public List<HiveDifference> check(LedgerDataset dataset, Collection<LedgerPartition> partitions) {
    throw refused("check");
  }

  @Override
  public boolean drop(DatasetName dataset) {
    // There is no table that could be left behind.
    return false;
  }

  @Override
  public void query(String sql, HiveRows rows) {
    throw refused("query");
  }

  @Override
  public void close() {
    // Nothing was opened.
  }

  private static InvalidRequestException refused(String verb) {
    return new InvalidRequestException("Cannot " + verb + " Hive: " + REASON);
  }
}
