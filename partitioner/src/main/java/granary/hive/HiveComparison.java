package granary.hive;

import granary.dataset.Grain;
import granary.dataset.PartitionKey;
import granary.dataset.PartitionLayout;
import granary.ledger.LedgerPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/**
 * The ledger's partitions against Hive's.
 *
 * @param grain the dataset's
 * @param missing what Hive does not have
 * @param unknown what only Hive has
 * @param moved what Hive has at another place, as it should be
 * @param places where Hive has those
 */
record HiveComparison(
    Grain grain,
    List<LedgerPartition> missing,
    List<PartitionKey> unknown,
    List<LedgerPartition> moved,
    Map<PartitionKey, String> places) {
  HiveComparison {
    missing = List.copyOf(missing);
    unknown = List.copyOf(unknown);
    moved = List.copyOf(moved);
    places = Map.copyOf(places);
  }

  static HiveComparison of(
      Grain grain,
      Collection<LedgerPartition> ledger,
      Collection<PartitionKey> hive,
      Function<PartitionKey, String> location) {
    Set<PartitionKey> unknown = new HashSet<>(hive);
    List<LedgerPartition> missing = new ArrayList<>();
    List<LedgerPartition> moved = new ArrayList<>();
    Map<PartitionKey, String> places = new HashMap<>();
    for (LedgerPartition partition : ledger) {
      if (!unknown.remove(partition.key())) {
        missing.add(partition);
        continue;
      }
      String place = location.apply(partition.key());
      if (!new Path(partition.location()).equals(place.isEmpty() ? null : new Path(place))) {
        moved.add(partition);
        places.put(partition.key(), place);
      }
    }
    return new HiveComparison(grain, missing, List.copyOf(unknown), moved, places);
  }

  List<HiveDifference> differences() {
    List<HiveDifference> differences = new ArrayList<>();
    for (LedgerPartition partition : missing) {
      differences.add(
          new HiveDifference(
              HiveDifference.Kind.PARTITION_MISSING,
              path(partition.key()),
              "the ledger has " + partition.rows() + " rows there, Hive has no such partition"));
    }
    for (PartitionKey key : unknown) {
      differences.add(
          new HiveDifference(
              HiveDifference.Kind.PARTITION_UNKNOWN,
              path(key),
              "Hive has the partition, the ledger has no live file there"));
    }
    for (LedgerPartition partition : moved) {
      differences.add(
          new HiveDifference(
              HiveDifference.Kind.LOCATION,
              path(partition.key()),
              "Hive reads "
                  + places.get(partition.key())
                  + ", the ledger says "
                  + partition.location()));
    }
    return differences;
  }

  private String path(PartitionKey key) {
    return PartitionLayout.path(grain, key);
  }
}
