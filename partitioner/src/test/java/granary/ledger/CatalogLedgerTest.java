package granary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.commit.CommitObserver;
import granary.coordination.TestZooKeeper;
import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.Grain;
import granary.dataset.TimeField;
import granary.failure.InvalidRequestException;
import granary.settings.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class CatalogLedgerTest {
  private static final DatasetName LOGS = new DatasetName("logs");
  private static final Dataset DATASET =
      new Dataset(
          LOGS,
          new Schema.Parser()
              .parse(
                  """
                  {"type": "record", "name": "Line", "fields": [
                    {"name": "at", "type": "string"},
                    {"name": "micros", "type": {"type": "long", "logicalType": "timestamp-micros"}}]}
                  """),
          Optional.of(new TimeField("at", Optional.of("yyyy-MM-dd HH:mm"))),
          Grain.HOUR,
          ZoneId.of("Europe/Berlin"));
  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  @TempDir private Path root;
  private Ledger ledger;

  @BeforeEach
  void open() {
    Settings settings =
        Settings.received(
            Map.of(
                "root",
                root.toUri().toString(),
                "zookeeper.connect",
                ZOOKEEPER.connectString(),
                "zookeeper.path",
                "/ledger-" + Integer.toHexString(root.toString().hashCode())));
    ledger = Ledgers.open(settings, new Configuration(), CommitObserver.NONE);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void givesADatasetBackAsItWasDefined() {
    LedgerDataset created = ledger.create(DATASET);
    LedgerDataset loaded = ledger.load(LOGS);

    assertThat(loaded.dataset()).isEqualTo(DATASET);
    assertThat(loaded.uuid()).isEqualTo(created.uuid());
    assertThat(loaded.snapshotId()).isEmpty();
    assertThat(loaded.fileSchema().getField("at").getObjectProp("field-id"))
        .isEqualTo(loaded.tableSchema().findField("at").fieldId());
    assertThat(loaded.notes()).singleElement().satisfies(n -> assertThat(n).contains("micros"));
    assertThat(loaded.location()).endsWith("/type=logs");
    assertThat(ledger.list()).isEqualTo(List.of(LOGS));
    assertThat(ledger.partitions(LOGS)).isEmpty();
  }

  @Test
  void namesTheNearestDataset() {
    LedgerDataset created = ledger.create(DATASET);
    assertThat(created.dataset()).isEqualTo(DATASET);
    assertThatThrownBy(() -> ledger.load(new DatasetName("log")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("did you mean logs?");
    assertThatThrownBy(() -> ledger.create(DATASET))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("already");
  }

  @Test
  void movesADroppedDatasetsFilesAsideAndStartsAnewUnderItsName() throws Exception {
    LedgerDataset first = ledger.create(DATASET);
    Path location = Path.of(URI.create(first.location()));
    Files.createDirectories(location.resolve("source=a"));
    ledger.drop(LOGS, Ledger.DataOnDrop.KEEP);

    assertThat(ledger.list()).isEmpty();
    assertThat(root.resolve("_dropped/logs-" + first.uuid() + "/source=a")).isDirectory();
    assertThat(ledger.create(DATASET).uuid()).isNotEqualTo(first.uuid());
    ledger.drop(LOGS, Ledger.DataOnDrop.PURGE);
    assertThat(location).doesNotExist();
    assertThatThrownBy(() -> ledger.drop(LOGS, Ledger.DataOnDrop.PURGE))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void refusesADirectoryThatHoldsOtherFiles() throws Exception {
    Files.createDirectories(root.resolve("type=logs/source=a"));
    assertThatThrownBy(() -> ledger.create(DATASET))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("type=logs");
  }
}
