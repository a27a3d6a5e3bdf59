package granary.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hive's tables against the ledger, through the commands. */
@ExtendWith(SharedCluster.class)
final class HiveCommandsIT {
  /** A name that has to be escaped in paths and in HiveQL. */
  private static final String SOURCE = "Köln's \"a=b\" \\ 50%";

  private final ProcessCluster cluster;

  HiveCommandsIT(ProcessCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void tellsAndRepairsWhatDiffers() throws IOException {
    create("hive_drift");
    ingest("hive_drift", SOURCE, "1,1.10,2026-11-21T23:59:59.123Z,2026-01-31,a\n2,2.20,,,\n");
    ingest("hive_drift", "plain", "3,-0.01,2026-11-22T00:00:00Z,2026-02-01,\"x,\"\"y\"\"\"\n");
    assertThat(check("hive_drift")).isEmpty();

    hive("ALTER TABLE hive_drift DROP PARTITION (source='plain')");
    // With so many, their places are read out of one plan.
    hive(
        "ALTER TABLE hive_drift ADD"
            + " PARTITION (source='ghost', frequency='hot', day='2020-01-01')"
            + " PARTITION (source='ghost', frequency='hot', day='2020-01-02')"
            + " PARTITION (source='ghost', frequency='hot', day='2020-01-03')");
    hive(
        "ALTER TABLE hive_drift PARTITION (source='Köln\\'s \"a=b\" \\\\ 50%', frequency='hot',"
            + " day='2026-11-21') SET LOCATION '"
            + cluster.hdfs()
            + "/elsewhere'");
    JsonNode differences = check("hive_drift");
    assertThat(differences.findValuesAsText("kind"))
        .containsExactlyInAnyOrder(
            "partition-missing",
            "partition-unknown",
            "partition-unknown",
            "partition-unknown",
            "location");

    JsonNode synced = cluster.granary("hive", "sync", "hive_drift", "--json").succeeded().json();
    assertThat(synced.path("added").asInt()).isEqualTo(1);
    assertThat(synced.path("dropped").asInt()).isEqualTo(3);
    assertThat(synced.path("moved").asInt()).isEqualTo(1);
    assertThat(check("hive_drift")).isEmpty();

    CommandResult csv =
        cluster
            .granary(
                "hive",
                "query",
                "SELECT id, amount, at, due, word, source, day FROM hive_drift ORDER BY id",
                "--format",
                "csv")
            .succeeded();
    assertThat(csv.out())
        .isEqualTo(
            "id,amount,at,due,word,source,day\n"
                + "1,1.10,2026-11-21T23:59:59.123Z,2026-01-31,a,\"Köln's \"\"a=b\"\" \\ 50%\","
                + "2026-11-21\n"
                + "3,-0.01,2026-11-22T00:00:00Z,2026-02-01,\"x,\"\"y\"\"\",plain,2026-11-22\n");

    cluster.granary("dataset", "drop", "hive_drift", "--purge").succeeded();
    assertThat(hive("SHOW TABLES LIKE 'hive_drift'").path("rows")).isEmpty();
  }

  @Test
  void wrongSqlIsTheCallersFault() {
    assertThat(cluster.granary("hive", "query", "SELEC 1").exitedWith(2).err())
        .startsWith("Cannot run in Hive: ");
  }

  @Test
  void anUnreachableHiveIsNamed() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    CommandResult result =
        cluster
            .granary("hive", "query", "SELECT 1", "-D", "hive.url=jdbc:hive2://127.0.0.1:" + port)
            .exitedWith(1);
    assertThat(result.err()).contains("127.0.0.1:" + port);
  }

  private void create(String name) throws IOException {
    Path schema =
        Files.writeString(
            cluster.work(name).resolve(name + ".avsc"),
            """
            {"type": "record", "name": "entry", "fields": [
              {"name": "id", "type": "long"},
              {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal",
                                          "precision": 12, "scale": 2}},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "due", "type": ["null", {"type": "int", "logicalType": "date"}]},
              {"name": "word", "type": ["null", "string"]}]}
            """);
    cluster
        .granary("dataset", "create", name, "--schema", schema.toString(), "--time-field", "at")
        .succeeded();
  }

  /** A record without a time goes to the quarantine; the others come into the dataset. */
  private void ingest(String name, String source, String rows) throws IOException {
    Path file = Files.createTempFile(cluster.work(name), "rows", ".csv");
    Files.writeString(file, "id,amount,at,due,word\n" + rows);
    JsonNode report =
        cluster
            .granary(
                "ingest",
                name,
                "--source",
                source,
                "--from",
                file.toUri().toString(),
                "--execution",
                "local",
                "--json")
            .succeeded()
            .json();
    assertThat(report.path("rowsWritten").asInt()).as(report.toString()).isEqualTo(1);
  }

  private JsonNode check(String name) {
    return cluster.granary("hive", "check", name, "--json").succeeded().json().path("differences");
  }

  private JsonNode hive(String sql) {
    return cluster.granary("hive", "query", sql, "--json").succeeded().json();
  }
}
