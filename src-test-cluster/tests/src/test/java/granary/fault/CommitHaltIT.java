package granary.fault;

import static org.assertj.core.api.Assertions.assertThat;

import granary.commit.CommitStep;
import granary.dataset.DatasetName;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import granary.hive.HiveRegistry;
import granary.hive.HiveRows;
import granary.ledger.Ledger;
import granary.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A process is halted at each boundary of a commit into partitions that Hive already reads. What
 * Granary, Iceberg's own reader and Hive see before and after somebody says the same ID again is
 * checked: no partial commit, no row twice, none lost, and nothing added by the same input.
 */
@ExtendWith(SharedCluster.class)
final class CommitHaltIT {
  private static final String DATASET = "halted";
  private static final int ROWS = 40;
  private static final String SCHEMA =
      """
      {"type": "record", "name": "halted", "fields": [
        {"name": "id", "type": "long"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
      """;

  private final ProcessCluster cluster;
  private final Path work;
  private final Ledger ledger;
  private final HiveRegistry hive;

  CommitHaltIT(ProcessCluster cluster) {
    this.cluster = cluster;
    this.work = cluster.work(DATASET);
    Settings settings =
        Settings.received(
            Map.of("zookeeper.connect", cluster.zookeeper(), "hive.url", cluster.hiveUrl()));
    this.ledger = granary.ledger.Ledgers.open(settings, cluster.hadoop());
    this.hive = HiveRegistry.open(settings, cluster.hadoop());
  }

  @BeforeEach
  void createDataset() throws Exception {
    Path schema = Files.writeString(work.resolve("halted.avsc"), SCHEMA);
    cluster
        .granary("dataset", "create", DATASET, "--schema", schema.toString(), "--time-field", "at")
        .succeeded();
    ingest(input("base"), "base").succeeded();
  }

  @AfterEach
  void dropDataset() {
    cluster.granary("dataset", "drop", DATASET, "--purge").succeeded();
    hive.close();
    ledger.close();
  }

  @Test
  void everyReaderSeesAllOrNothingAndTheSameIdSettlesIt() throws Exception {
    HaltingIngest halting = new HaltingIngest(cluster, work);
    int rows = ROWS;
    for (CommitStep step : CommitStep.values()) {
      String id = "halt-" + step.name().toLowerCase(Locale.ROOT).replace('_', '-');
      Path input = input(id);
      assertThat(halting.run(DATASET, input, id, step)).isEqualTo(HaltAtStep.EXIT_CODE);

      boolean committed = step.compareTo(CommitStep.COMMITTED) >= 0;
      assertThat(icebergRows())
          .as("Iceberg after %s", step)
          .isEqualTo(committed ? rows + ROWS : rows);
      // Each of the two days is one file of half of the rows; Hive may see decided files early.
      boolean decided = step.compareTo(CommitStep.DECIDED) > 0;
      assertThat(hiveRows()).as("Hive after %s", step).isIn(hiveMaySee(rows, decided));

      ingest(input, id).succeeded();
      rows += ROWS;
      assertThat(icebergRows()).as("Iceberg after the repeat of %s", step).isEqualTo(rows);
      assertThat(hiveRows()).as("Hive after the repeat of %s", step).isEqualTo(rows);
    }
    assertThat(
            ingest(input("halt-decided"), "another-id")
                .succeeded()
                .json()
                .path("alreadyIngested")
                .asBoolean())
        .isTrue();
    assertThat(granaryRows()).isEqualTo(rows);
    DatasetName name = new DatasetName(DATASET);
    assertThat(hive.check(ledger.load(name), ledger.partitions(name))).isEmpty();
  }

  private static List<Integer> hiveMaySee(int rows, boolean decided) {
    return decided ? List.of(rows, rows + ROWS / 2, rows + ROWS) : List.of(rows);
  }

  private Path input(String name) throws Exception {
    StringBuilder csv = new StringBuilder("id,at\n");
    for (int i = 0; i < ROWS; i++) {
      String day = i % 2 == 0 ? "2026-11-20" : "2026-11-21";
      csv.append(i).append(',').append(day).append("T10:00:00Z\n");
    }
    Path file = work.resolve(name + ".csv");
    // The same name keeps its file as it is: what is ingested again has to be the same input.
    return Files.exists(file) ? file : Files.writeString(file, csv);
  }

  private granary.harness.CommandResult ingest(Path input, String id) {
    return cluster.granary(
        "--json",
        "--execution",
        "local",
        "ingest",
        DATASET,
        "--source",
        "pos-eu",
        "--from",
        input.toString(),
        "--id",
        id);
  }

  private int icebergRows() throws Exception {
    int rows = 0;
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(ledger.table(new DatasetName(DATASET))).build()) {
      for (Record record : records) {
        assertThat(record.getField("source")).isEqualTo("pos-eu");
        rows++;
      }
    }
    return rows;
  }

  private int hiveRows() {
    int[] count = {-1};
    hive.query(
        "SELECT count(id) FROM " + DATASET,
        new HiveRows() {
          @Override
          public void columns(List<String> names) {
            assertThat(names).hasSize(1);
          }

          @Override
          public void row(List<@Nullable Object> values) {
            count[0] = values.get(0) instanceof Long value ? value.intValue() : -1;
          }
        });
    return count[0];
  }

  private int granaryRows() {
    return cluster
        .granary(
            "--json",
            "--execution",
            "local",
            "query",
            "select count(id), count(distinct id) from " + DATASET)
        .succeeded()
        .json()
        .path("rows")
        .path(0)
        .path(0)
        .asInt();
  }
}
