package granary.jobs.ingest;

import granary.dataset.DatasetName;
import granary.dataset.PartitionKey;
import granary.hive.HiveRegistry;
import granary.hive.HiveSettings;
import granary.hive.SyncReport;
import granary.job.TaskContext;
import granary.ledger.Ledger;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the partitions of a commit in Hive. A failure delays it and never fails the commit. */
final class HiveStep {
  private static final Logger log = LoggerFactory.getLogger(HiveStep.class);

  private HiveStep() {}

  /** Adds the partitions of a commit that added; what became of it, in words for the user. */
  static String register(
      Ledger ledger, DatasetName dataset, Set<PartitionKey> keys, TaskContext context) {
    return run(
        dataset,
        context,
        hive -> {
          SyncReport report =
              hive.register(
                  ledger.load(dataset),
                  () ->
                      ledger.partitions(dataset).stream()
                          .filter(partition -> keys.contains(partition.key()))
                          .toList());
          return report.delayed().isPresent()
              ? delayed(report.delayed().get(), dataset)
              : "registered "
                  + report.added()
                  + " new of "
                  + keys.size()
                  + (report.moved() > 0 ? ", moved " + report.moved() : "");
        });
  }

  /** Adds, moves and drops after a commit that replaced; what became of it, in words. */
  static String synchronise(Ledger ledger, DatasetName dataset, TaskContext context) {
    return run(
        dataset,
        context,
        hive -> {
          SyncReport report = hive.sync(ledger.load(dataset), () -> ledger.partitions(dataset));
          return "added "
              + report.added()
              + ", moved "
              + report.moved()
              + ", dropped "
              + report.dropped();
        });
  }

  private static String run(
      DatasetName dataset, TaskContext context, Function<HiveRegistry, String> step) {
    if (HiveSettings.from(context.settings()).url().isEmpty()) {
      return "not configured";
    }
    try (HiveRegistry hive = HiveRegistry.open(context.settings(), context.hadoop())) {
      return step.apply(hive);
    } catch (RuntimeException e) {
      // The commit has landed: nothing that happens here may make it look as if it had not.
      log.warn("Cannot register the new partitions of {} in Hive", dataset, e);
      return delayed(String.valueOf(e.getMessage()), dataset);
    }
  }

  private static String delayed(String reason, DatasetName dataset) {
    return "delayed: " + reason + "; granary hive sync " + dataset + " repeats it";
  }
}
