package granary.hive;

import static org.assertj.core.api.Assertions.assertThat;

import granary.dataset.Frequency;
import granary.dataset.Grain;
import granary.dataset.PartitionKey;
import granary.dataset.Period;
import granary.dataset.SourceName;
import granary.ledger.LedgerPartition;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HiveStatementsTest {
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 11, 22, 5, 30);
  private final HiveStatements statements = new HiveStatements("granary");

  @Test
  void addsSeveralPartitionsInOneStatement() {
    assertThat(
            statements.addPartitions(
                "transactions",
                List.of(partition("pos-eu", Grain.DAY), partition("pos-us", Grain.DAY))))
        .isEqualTo(
            "ALTER TABLE `granary`.`transactions` ADD IF NOT EXISTS"
                + " PARTITION (`source`='pos-eu', `frequency`='hot', `day`='2026-11-22')"
                + " LOCATION 'hdfs://h/pos-eu'"
                + " PARTITION (`source`='pos-us', `frequency`='hot', `day`='2026-11-22')"
                + " LOCATION 'hdfs://h/pos-us'");
  }

  @Test
  void namesAnHourByDayAndNumber() {
    assertThat(statements.describe("logs", key("app", Grain.HOUR)))
        .isEqualTo(
            "DESCRIBE FORMATTED `granary`.`logs` PARTITION"
                + " (`source`='app', `frequency`='hot', `day`='2026-11-22', `hour`=5)");
  }

  @Test
  void namesNoPeriodForReferenceData() {
    assertThat(statements.describe("users", key("crm", Grain.NONE)))
        .endsWith("PARTITION (`source`='crm', `frequency`='hot')");
  }

  @Test
  void escapesQuotesAndBackslashes() {
    assertThat(HiveStatements.literal("o'brien\\x")).isEqualTo("'o\\'brien\\\\x'");
  }

  @Test
  void dropsPartitionsByTheirValues() {
    assertThat(
            statements.dropPartitions(
                "logs", List.of(key("a", Grain.MONTH), key("b", Grain.MONTH))))
        .isEqualTo(
            "ALTER TABLE `granary`.`logs` DROP IF EXISTS"
                + " PARTITION (`source`='a', `frequency`='hot', `month`='2026-11'),"
                + " PARTITION (`source`='b', `frequency`='hot', `month`='2026-11')");
  }

  private static LedgerPartition partition(String source, Grain grain) {
    return new LedgerPartition(key(source, grain), "hdfs://h/" + source, 1, 1, 1);
  }

  private static PartitionKey key(String source, Grain grain) {
    return new PartitionKey(new SourceName(source), Frequency.HOT, Period.of(grain, TIME));
  }
}
