package granary.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import granary.harness.ThreeReaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryForever;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A partition is overwritten and Hive's table is tampered with; Granary, Iceberg's own reader and
 * Hive see the same rows afterwards.
 */
@ExtendWith(SharedCluster.class)
final class OverwriteHiveIT {
  private static final String DATASET = "overwritten";
  private static final String PATH = "/overwrite-hive";
  private static final String FIRST = "2026-11-20";
  private static final String SECOND = "2026-11-21";

  private final ProcessCluster cluster;
  private final TaggedDataset dataset;
  private final ThreeReaders readers;

  OverwriteHiveIT(ProcessCluster cluster) {
    this.cluster = cluster;
    this.dataset = new TaggedDataset(cluster, DATASET, Map.of("zookeeper.path", PATH));
    this.readers = dataset.readers();
  }

  @BeforeEach
  void create() throws Exception {
    dataset.create();
    ingest("a", 40, List.of(), FIRST, SECOND);
  }

  @AfterEach
  void drop() {
    dataset.drop();
    readers.close();
  }

  @Test
  void threeReadersAgreeThroughOverwritesAndDrift() throws Exception {
    assertThat(readers.hive()).isEqualTo(Map.of("a", 40L));

    ingest("b", 15, List.of("--mode", "overwrite"), FIRST);
    assertThat(readers.hive()).isEqualTo(Map.of("a", 20L, "b", 15L));
    ingest(
        "c",
        12,
        List.of("--mode", "overwrite", "--execution", "yarn", "-D", "yarn.small-job.size=0B"),
        FIRST);
    Map<String, Long> rows = Map.of("a", 20L, "c", 12L);
    allSee(rows);

    tamper();
    assertThat(kinds(dataset.granary("--json", "fsck", DATASET).exitedWith(1)))
        .containsExactlyInAnyOrder(
            "hive-partition-missing", "hive-partition-unknown", "hive-location");
    assertThat(kinds(dataset.granary("--json", "hive", "check", DATASET).succeeded()))
        .containsExactlyInAnyOrder("partition-missing", "partition-unknown", "location");
    dataset.granary("fsck", DATASET, "--repair").succeeded();
    assertThat(readers.hive()).isEqualTo(rows);

    try (CuratorFramework zookeeper =
        CuratorFrameworkFactory.newClient(cluster.zookeeper(), new RetryForever(200))) {
      zookeeper.start();
      zookeeper.delete().deletingChildrenIfNeeded().forPath(PATH);
    }
    assertThat(dataset.granary("dataset", "show", DATASET).exitedWith(2).err()).contains(DATASET);
    CommandResult rebuilt =
        dataset.granary("--json", "fsck", DATASET, "--rebuild-pointer", "--repair").succeeded();
    assertThat(kinds(rebuilt)).as(rebuilt.toString()).contains("pointer-lost");
    allSee(rows);
    ingest("d", 8, List.of(), SECOND);
    allSee(Map.of("a", 20L, "c", 12L, "d", 8L));
  }

  /** One of Hive's partitions goes, one is foreign, and one is somewhere else. */
  private void tamper() {
    String table = "ALTER TABLE " + DATASET;
    String day = " PARTITION (source='pos-eu', frequency='hot', day='";
    readers.inHive(table + " DROP" + day + SECOND + "')");
    readers.inHive(table + " ADD" + day + "2020-01-01')");
    readers.inHive(
        table + day + FIRST + "') SET LOCATION '" + cluster.hdfs() + "/elsewhere/" + DATASET + "'");
    assertThat(readers.hive()).isEmpty();
  }

  private void allSee(Map<String, Long> rows) throws Exception {
    assertThat(readers.iceberg()).as("Iceberg").isEqualTo(rows);
    assertThat(readers.hive()).as("Hive").isEqualTo(rows);
    assertThat(readers.granary()).as("Granary").isEqualTo(rows);
  }

  private static List<String> kinds(CommandResult result) {
    JsonNode differences = result.json().path("differences");
    return differences.findValuesAsText("kind");
  }

  private void ingest(String tag, int rows, List<String> options, String... days) throws Exception {
    List<String> words = new ArrayList<>(dataset.ingest(tag, rows, days));
    words.addAll(options);
    if (!options.contains("--execution")) {
      words.addAll(List.of("--execution", "local"));
    }
    JsonNode report = dataset.granary(words.toArray(String[]::new)).succeeded().json();
    assertThat(report.path("rowsWritten").asInt()).as(report.toString()).isEqualTo(rows);
  }
}
