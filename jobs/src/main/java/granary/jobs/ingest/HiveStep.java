package granary.jobs.ingest;

import granary.dataset.DatasetName;
import granary.dataset.PartitionKey;
import granary.hive.HiveRegistry;
import granary.hive.HiveSettings;
import granary.hive.SyncReport;
import granary.job.TaskContext;
import granary.ledger.Ledger;
import granary.ledger.LedgerPartition;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the partitions of a commit in Hive. A failure delays it and never fails the commit. */
final class HiveStep {
  private static final Logger log = LoggerFactory.getLogger(HiveStep.class);

  private HiveStep() {}

  /** What became of it, in words for the user. */
  static String register(
      Ledger ledger, DatasetName dataset, Set<PartitionKey> keys, TaskContext context) {
    if (HiveSettings.from(context.settings()).url().isEmpty()) {
      return "not configured";
    }
    try (HiveRegistry hive = HiveRegistry.open(context.settings(), context.hadoop())) {
      List<LedgerPartition> partitions =
          ledger.partitions(dataset).stream()
              .filter(partition -> keys.contains(partition.key()))
              .toList();
      SyncReport report = hive.register(ledger.load(dataset), partitions);
      return report
          .delayed()
          .map(reason -> "delayed: " + reason + "; granary hive sync " + dataset + " repeats it")
          .orElse("registered " + report.added() + " new of " + partitions.size());
    } catch (RuntimeException e) {
      // The commit has landed: nothing that happens here may make it look as if it had not.
      log.warn("Cannot register the new partitions of {} in Hive", dataset, e);
      return "delayed: " + e.getMessage() + "; granary hive sync " + dataset + " repeats it";
    }
  }
}
