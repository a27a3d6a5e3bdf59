package granary.cli.hive;

import granary.cli.Amounts;
import granary.cli.Session;
import granary.cli.Table;
import granary.dataset.DatasetName;
import granary.hive.HiveDifference;
import granary.hive.SyncReport;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How Hive's tables stand to the ledger.
 *
 * @param added partitions that were added
 * @param dropped partitions that were dropped
 * @param moved partitions that got another location
 * @param differences what still differs
 * @param datasets the datasets that were looked at
 */
record HiveReport(
    int added, int dropped, int moved, List<Difference> differences, List<String> datasets) {
  /** A difference of one dataset. */
  record Difference(String dataset, HiveDifference.Kind kind, String partition, String detail) {
    static Difference of(DatasetName dataset, HiveDifference difference) {
      return new Difference(
          dataset.value(), difference.kind(), difference.partition(), difference.detail());
    }
  }

  static HiveReport synced(List<SyncReport> reports, List<DatasetName> datasets) {
    return new HiveReport(
        reports.stream().mapToInt(SyncReport::added).sum(),
        reports.stream().mapToInt(SyncReport::dropped).sum(),
        reports.stream().mapToInt(SyncReport::moved).sum(),
        List.of(),
        names(datasets));
  }

  static HiveReport checked(List<Difference> differences, List<DatasetName> datasets) {
    return new HiveReport(0, 0, 0, differences, names(datasets));
  }

  private static List<String> names(List<DatasetName> datasets) {
    return datasets.stream().map(DatasetName::value).toList();
  }

  /** The named dataset, or all. */
  static List<DatasetName> datasets(Session session, @Nullable String name) {
    return Optional.ofNullable(name)
        .map(DatasetName::parse)
        .map(List::of)
        .orElseGet(() -> session.ledger().list());
  }

  String syncText() {
    return Amounts.of(datasets.size(), "dataset")
        + ": "
        + Amounts.of(added, "partition")
        + " added, "
        + Amounts.count(dropped)
        + " dropped, "
        + Amounts.count(moved)
        + " moved.";
  }

  String checkText() {
    if (differences.isEmpty()) {
      return Amounts.of(datasets.size(), "dataset") + ": Hive has what the ledger has.";
    }
    Table table = Table.of("dataset", "difference", "partition", "detail");
    differences.forEach(
        difference ->
            table.row(
                difference.dataset(),
                difference.kind().value(),
                difference.partition(),
                difference.detail()));
    return table
        + Amounts.of(differences.size(), "difference")
        + "; granary hive sync repairs them.";
  }
}
