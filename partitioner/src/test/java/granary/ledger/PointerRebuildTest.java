package granary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.commit.AppendRequest;
import granary.commit.CommitObserver;
import granary.commit.CommitStep;
import granary.commit.TestLedger;
import granary.coordination.TestZooKeeper;
import granary.coordination.ZooKeeperConnection;
import granary.coordination.ZooKeeperSettings;
import granary.dataset.SourceName;
import granary.failure.GranaryException;
import granary.failure.InvalidRequestException;
import granary.fsck.Fsck;
import granary.fsck.FsckRequest;
import granary.fsck.FsckSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ZooKeeper's data is lost, and a dataset is found again from its files. */
final class PointerRebuildTest {
  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  @TempDir private Path root;

  private static TestLedger open(Path root, CommitObserver observer) {
    return TestLedger.open(ZOOKEEPER.connectString(), root, observer);
  }

  private static void wipe(TestLedger test) {
    try (ZooKeeperConnection connection =
        ZooKeeperConnection.open(
            ZooKeeperSettings.from(test.settings(ZOOKEEPER.connectString())))) {
      connection.deleteTree("/tables");
      connection.deleteTree("/namespaces");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void losesNoAcknowledgedCommitAndDoublesNone(long seed) throws Exception {
    Random random = new Random(seed);
    CommitStep[] steps = CommitStep.values();
    CommitStep[] failAt = {CommitStep.CLEARED};
    boolean[] failing = {false};
    CommitObserver observer =
        (step, id) -> {
          if (failing[0] && step == failAt[0]) {
            throw new IllegalStateException("stopped");
          }
        };
    TestLedger test = open(root, observer);
    List<AppendRequest> acknowledged = new ArrayList<>();
    long rows = 0;
    long uncertain = 0;
    int commits = 5 + random.nextInt(20);
    AppendRequest last = null;
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      for (int i = 0; i < commits; i++) {
        last = test.request("logs", "c" + i, "s" + random.nextInt(2), 1 + random.nextInt(4), 2);
        long adds = last.files().stream().mapToLong(file -> file.rows()).sum();
        failing[0] = i == commits - 1;
        failAt[0] = steps[random.nextInt(steps.length)];
        try {
          ledger.commits().append(last);
          acknowledged.add(last);
          rows += adds;
        } catch (GranaryException | IllegalStateException e) {
          uncertain = adds;
        }
      }
    }
    wipe(test);

    failing[0] = false;
    TestLedger after = open(root, observer);
    try (Ledger ledger = after.ledger()) {
      assertThat(ledger.list()).isEmpty();
      PointerRebuild rebuilt = ledger.rebuildPointer(after.name("logs"));

      long found = after.rows("logs");
      assertThat(found).isIn(rows, rows + uncertain);
      // Files of a commit whose decision was lost with ZooKeeper are no part of the dataset.
      new Fsck(
              ledger,
              Optional.empty(),
              new FsckSettings(Duration.ofDays(7)),
              new Configuration(),
              InstantSource.system())
          .run(new FsckRequest(after.name("logs"), true, true));
      assertThat(after.visibleFiles("logs")).hasSize(files(ledger, after));
      for (AppendRequest request : acknowledged) {
        assertThat(ledger.commits().find(after.name("logs"), request.id())).isPresent();
        assertThat(
                ledger
                    .commits()
                    .positions(after.name("logs"), request.source())
                    .find(List.of(request.inputs().get(0).path())))
            .containsValue(request.inputs().get(0));
      }
      // What was planned against the lost nodes cannot land.
      AppendRequest stale = acknowledged.get(0);
      assertThatThrownBy(() -> ledger.commits().append(stale))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("dropped");
      ledger.commits().append(after.request("logs", "later", "s0", 7));
      assertThat(after.rows("logs")).isEqualTo(found + 7);
      assertThat(rebuilt.sureness()).isNotEmpty();
    }
  }

  private static int files(Ledger ledger, TestLedger test) {
    return ledger.partitions(test.name("logs")).stream().mapToInt(LedgerPartition::files).sum();
  }

  @Test
  void keepsTheDirectoriesOfOverwrittenPartitions() throws Exception {
    TestLedger test = open(root, CommitObserver.NONE);
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      ledger.commits().append(test.request("logs", "c1", "pos-eu", 3, 2));
      ledger.commits().overwrite(test.request("logs", "c2", "pos-eu", 4, 1));
    }
    wipe(test);
    TestLedger after = open(root, CommitObserver.NONE);
    try (Ledger ledger = after.ledger()) {
      PointerRebuild rebuilt = ledger.rebuildPointer(after.name("logs"));
      assertThat(rebuilt.unacknowledged()).isEmpty();
      ledger.commits().append(after.request("logs", "c3", "pos-eu", 1, 1));
      ledger.commits().overwrite(after.request("logs", "c4", "pos-us", 1, 1));
      assertThat(ledger.partitions(after.name("logs")))
          .extracting(partition -> partition.location().replaceAll(".*/type=logs/", ""))
          .containsExactly(
              "version=1/source=pos-eu/frequency=hot/day=2026-11-22",
              "version=2/source=pos-us/frequency=hot/day=2026-11-22",
              "source=pos-eu/frequency=hot/day=2026-11-23");
      assertThat(
              ledger
                  .commits()
                  .positions(after.name("logs"), new SourceName("pos-eu"))
                  .find(List.of("file:/in/c1", "file:/in/c2", "file:/in/c3")))
          .hasSize(3);
    }
  }

  @Test
  void doesNotBringADroppedDatasetBackNorTouchOneThatIsThere() throws Exception {
    TestLedger test = open(root, CommitObserver.NONE);
    Path location = root.resolve("granary/type=logs");
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      ledger.commits().append(test.request("logs", "c1", "pos-eu", 3, 2));
      assertThatThrownBy(() -> ledger.rebuildPointer(test.name("logs")))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("it has one");
      ledger.drop(test.name("logs"), Ledger.DataOnDrop.KEEP);
      assertThatThrownBy(() -> ledger.rebuildPointer(test.name("logs")))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("there is no metadata file");
      // As if the process had died before it moved the directory.
      try (Stream<Path> dropped = Files.list(root.resolve("granary/_dropped"))) {
        Files.move(dropped.findFirst().orElseThrow(), location);
      }
      assertThatThrownBy(() -> ledger.rebuildPointer(test.name("logs")))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("was dropped");
    }
  }
}
