package granary.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.coordination.LostAnswers;
import granary.coordination.LostAnswers.Loss;
import granary.coordination.NodeChange;
import granary.coordination.TestZooKeeper;
import granary.coordination.TransactionOutcome.Refused;
import granary.coordination.Transactions;
import granary.coordination.ZooKeeperConnection;
import granary.coordination.ZooKeeperSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The answer to a transaction is lost: no file lost, none twice, no metadata deleted. */
final class LostConnectionTest {
  private static final TableIdentifier TABLE = TableIdentifier.of("shop", "sales");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  private static int runs;
  @TempDir private Path warehouse;
  private ZooKeeperConnection connection;
  private ZooKeeperCatalog others;

  @BeforeEach
  void open() {
    connection =
        ZooKeeperConnection.open(
            new ZooKeeperSettings(
                ZOOKEEPER.connectString(),
                "/lost-" + runs++,
                Duration.ofSeconds(4),
                Duration.ofSeconds(4)));
    others = catalog(connection);
    others.createNamespace(Namespace.of("shop"));
  }

  @AfterEach
  void close() {
    connection.close();
  }

  private ZooKeeperCatalog catalog(Transactions transactions) {
    return new ZooKeeperCatalog(
        connection,
        transactions,
        new HadoopFileIO(new Configuration()),
        warehouse.toUri().toString(),
        Map.of());
  }

  private static boolean movesPointer(List<NodeChange> steps) {
    return steps.get(0) instanceof NodeChange.Set && steps.size() > 1;
  }

  private static DataFile file(String name) {
    return DataFiles.builder(PartitionSpec.unpartitioned())
        .withPath("/data/" + name + ".avro")
        .withFileSizeInBytes(10)
        .withRecordCount(1)
        .build();
  }

  private void append(String name) {
    others.loadTable(TABLE).newAppend().appendFile(file(name)).commit();
  }

  private List<String> files() {
    List<String> paths = new java.util.ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = others.loadTable(TABLE).newScan().planFiles()) {
      tasks.forEach(task -> paths.add(task.file().location()));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return paths;
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void commitsOnceWhenTheAnswerIsLost(Loss loss) {
    Table created = others.createTable(TABLE, SCHEMA);
    LostAnswers lossy = new LostAnswers(connection, loss, LostConnectionTest::movesPointer);
    catalog(lossy).loadTable(TABLE).newAppend().appendFile(file("a")).commit();

    assertThat(lossy.lost()).isTrue();
    assertThat(lossy.deliverLate().stream()).allMatch(Refused.class::isInstance);
    created.refresh();
    assertThat(files()).containsExactly("/data/a.avro");
    assertThat(created.snapshots()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void losesNothingWhenAnotherCommitsBeforeTheLook(Loss loss) {
    Table created = others.createTable(TABLE, SCHEMA);
    LostAnswers lossy =
        new LostAnswers(connection, loss, LostConnectionTest::movesPointer)
            .meanwhile(() -> append("b"));
    catalog(lossy).loadTable(TABLE).newAppend().appendFile(file("a")).commit();

    assertThat(lossy.deliverLate().stream()).allMatch(Refused.class::isInstance);
    created.refresh();
    assertThat(files()).containsExactlyInAnyOrder("/data/a.avro", "/data/b.avro");
    assertThat(created.snapshots()).hasSize(2);
  }

  @Test
  void doesNotGuessWhenItsBaseHasLeftTheLog() {
    others
        .buildTable(TABLE, SCHEMA)
        .withProperty("write.metadata.previous-versions-max", "1")
        .withProperty("write.metadata.delete-after-commit.enabled", "true")
        .create();
    LostAnswers lossy =
        new LostAnswers(connection, Loss.AFTER, LostConnectionTest::movesPointer)
            .meanwhile(
                () -> {
                  append("b");
                  append("c");
                  append("d");
                });
    Table table = catalog(lossy).loadTable(TABLE);

    assertThatThrownBy(() -> table.newAppend().appendFile(file("a")).commit())
        .isInstanceOf(CommitStateUnknownException.class);
    assertThat(files())
        .containsExactlyInAnyOrder("/data/a.avro", "/data/b.avro", "/data/c.avro", "/data/d.avro");
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void createsOnceWhenTheAnswerIsLost(Loss loss) {
    LostAnswers lossy =
        new LostAnswers(
            connection,
            loss,
            steps -> steps.get(0) instanceof NodeChange.Create && steps.size() > 1);
    Table created = catalog(lossy).createTable(TABLE, SCHEMA);
    assertThat(lossy.lost()).isTrue();
    assertThat(lossy.deliverLate().stream()).allMatch(Refused.class::isInstance);
    created.newAppend().appendFile(file("a")).commit();

    assertThat(files()).containsExactly("/data/a.avro");
    assertThat(others.listTables(TABLE.namespace())).containsExactly(TABLE);
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void renamesOnceWhenTheAnswerIsLost(Loss loss) {
    TableIdentifier renamed = TableIdentifier.of("shop", "orders");
    Table created = others.createTable(TABLE, SCHEMA);
    LostAnswers lossy = new LostAnswers(connection, loss, steps -> steps.size() == 3);
    catalog(lossy).renameTable(TABLE, renamed);

    assertThat(lossy.deliverLate().stream()).allMatch(Refused.class::isInstance);
    assertThat(others.listTables(TABLE.namespace())).containsExactly(renamed);
    assertThat(others.loadTable(renamed).uuid()).isEqualTo(created.uuid());
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void dropsOnceWhenTheAnswerIsLost(Loss loss) {
    java.util.UUID first = others.createTable(TABLE, SCHEMA).uuid();
    LostAnswers lossy = new LostAnswers(connection, loss, steps -> steps.size() == 2);
    assertThat(catalog(lossy).dropTable(TABLE, false)).isTrue();
    Table again = others.createTable(TABLE, SCHEMA);

    assertThat(lossy.deliverLate().stream()).allMatch(Refused.class::isInstance);
    assertThat(others.loadTable(TABLE).uuid()).isEqualTo(again.uuid()).isNotEqualTo(first);
  }

  @Test
  void refusesWritersThatBeganBeforeAFence() throws IOException {
    others.createTable(TABLE, SCHEMA);
    append("a");
    Table stale = others.loadTable(TABLE);
    String uuid = others.uuid(TABLE).orElseThrow();
    connection.apply(List.of(new NodeChange.Set(TableNodes.fence(uuid), "", 0)));
    Set<String> before = metadataFiles();

    assertThatThrownBy(() -> stale.newAppend().appendFile(file("b")).commit())
        .isInstanceOf(CommitRefusedException.class)
        .hasMessageContaining("fenced");
    assertThat(metadataFiles()).isEqualTo(before);
    append("c");
    assertThat(files()).containsExactlyInAnyOrder("/data/a.avro", "/data/c.avro");
  }

  @Test
  void keepsAHandleToItsOwnIncarnation() {
    Table first = others.createTable(TABLE, SCHEMA);
    others.dropTable(TABLE, false);
    others.createTable(TABLE, SCHEMA);

    assertThatThrownBy(() -> first.newAppend().appendFile(file("a")).commit())
        .isInstanceOf(NoSuchTableException.class);
    assertThat(files()).isEmpty();
  }

  @Test
  void marksEveryCommitBeforeItIsAcknowledged() {
    Table table = others.createTable(TABLE, SCHEMA);
    append("a");
    table.refresh();
    String current = ((HasTableOperations) table).operations().current().metadataFileLocation();

    assertThat(Path.of(java.net.URI.create(current + ".committed"))).exists();
  }

  @Test
  void keepsTheMetadataFileThatAUserRegisters() {
    Table table = others.createTable(TABLE, SCHEMA);
    String location = ((HasTableOperations) table).operations().current().metadataFileLocation();
    TableIdentifier taken = TableIdentifier.of("shop", "taken");
    LostAnswers lossy =
        new LostAnswers(connection, Loss.BEFORE, steps -> steps.size() > 1)
            .meanwhile(() -> others.createTable(taken, SCHEMA));

    assertThatThrownBy(() -> catalog(lossy).registerTable(taken, location))
        .isInstanceOf(AlreadyExistsException.class);
    assertThat(Path.of(java.net.URI.create(location))).exists();
  }

  private Set<String> metadataFiles() throws IOException {
    try (Stream<Path> paths = Files.walk(warehouse)) {
      return paths
          .filter(path -> !path.getFileName().toString().endsWith(".crc"))
          .map(Path::toString)
          .collect(java.util.stream.Collectors.toSet());
    }
  }
}
