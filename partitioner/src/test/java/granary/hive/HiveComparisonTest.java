package granary.hive;

import static org.assertj.core.api.Assertions.assertThat;

import granary.dataset.Frequency;
import granary.dataset.Grain;
import granary.dataset.PartitionKey;
import granary.dataset.Period;
import granary.dataset.SourceName;
import granary.ledger.LedgerPartition;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HiveComparisonTest {
  @Test
  void findsNothingWhereBothAgree() {
    HiveComparison same = compare(List.of("a"), List.of("a"), "/data/a");
    assertThat(same.differences()).isEmpty();
  }

  @Test
  void tellsMissingUnknownAndMovedApart() {
    HiveComparison comparison = compare(List.of("a", "b"), List.of("b", "c"), "/elsewhere");

    assertThat(comparison.missing()).extracting(LedgerPartition::key).containsExactly(key("a"));
    assertThat(comparison.moved()).extracting(LedgerPartition::key).containsExactly(key("b"));
    assertThat(comparison.unknown()).containsExactly(key("c"));
    assertThat(comparison.differences())
        .extracting(HiveDifference::kind)
        .containsExactly(
            HiveDifference.Kind.PARTITION_MISSING,
            HiveDifference.Kind.PARTITION_UNKNOWN,
            HiveDifference.Kind.LOCATION);
  }

  @Test
  void takesALocationThatHiveDoesNotTellForAnotherOne() {
    assertThat(compare(List.of("a"), List.of("a"), "").moved()).hasSize(1);
  }

  private static HiveComparison compare(List<String> ledger, List<String> hive, String place) {
    return HiveComparison.of(
        Grain.NONE,
        ledger.stream()
            .map(source -> new LedgerPartition(key(source), "/data/" + source, 1, 1, 1))
            .toList(),
        hive.stream().map(HiveComparisonTest::key).toList(),
        key -> place);
  }

  private static PartitionKey key(String source) {
    return new PartitionKey(new SourceName(source), Frequency.HOT, Period.NONE);
  }
}
