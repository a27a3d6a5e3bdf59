package granary.fsck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.catalog.TableNodes;
import granary.commit.CommitObserver;
import granary.commit.CommitStep;
import granary.commit.DyingFileSystem;
import granary.commit.TestLedger;
import granary.coordination.NodeChange;
import granary.coordination.TestZooKeeper;
import granary.coordination.TransactionOutcome;
import granary.coordination.ZooKeeperConnection;
import granary.coordination.ZooKeeperSettings;
import granary.dataset.DatasetName;
import granary.dataset.SourceName;
import granary.failure.InvalidRequestException;
import granary.failure.OutcomeUnknownException;
import granary.fsck.FsckDifference.Kind;
import granary.ledger.DroppedDataset;
import granary.ledger.Ledger;
import granary.ledger.Ledger.DataOnDrop;
import granary.ledger.LedgerDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Create, drop, repair and rebuild by a process that dies before or behind each of its changes of
 * files. What is left is named, nothing is worse than before, and the same again finishes it.
 */
final class DyingProcessTest {
  private static final DatasetName LOGS = new DatasetName("logs");
  private static final int ROWS = 6;
  private static final InstantSource LATER =
      InstantSource.offset(InstantSource.system(), Duration.ofDays(30));

  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  @TempDir private Path root;

  private final ExecutorService closing = Executors.newCachedThreadPool();

  /** What one process does, what was there before, and what has to hold when it is dead. */
  private interface Scenario {
    void prepare(TestLedger test) throws Exception;

    void act(TestLedger dying) throws Exception;

    void check(TestLedger after) throws Exception;
  }

  private static TestLedger open(Path directory) {
    return TestLedger.open(ZOOKEEPER.connectString(), directory);
  }

  @AfterEach
  void awaitClosed() throws InterruptedException {
    closing.shutdown();
    assertThat(closing.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
  }

  /** ZooKeeper's client sleeps for 100 ms when it is closed; there are hundreds of them here. */
  private void closeLater(AutoCloseable connected) {
    var unused =
        closing.submit(
            () -> {
              connected.close();
              return true;
            });
  }

  /** Dies at each moment of the work in turn; how many there are. */
  private int dieAtEachMoment(Scenario scenario) throws Exception {
    for (int moment = 1; ; moment++) {
      Path directory = Files.createDirectory(root.resolve("moment-" + moment));
      TestLedger before = open(directory);
      try {
        assertThat(before.ledger().list()).isEmpty();
        scenario.prepare(before);
      } finally {
        closeLater(before.ledger());
      }
      TestLedger dying = TestLedger.openDying(ZOOKEEPER.connectString(), directory);
      boolean died;
      try (Ledger ledger = dying.ledger()) {
        died = DyingFileSystem.diesAt(moment, ledger::close, () -> scenario.act(dying));
      }
      TestLedger after = open(directory);
      try {
        scenario.check(after);
        assertThat(after.ledger().list()).contains(LOGS);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("when it died at moment " + moment + ": " + e.getMessage(), e);
      } finally {
        closeLater(after.ledger());
      }
      if (!died) {
        return moment - 1;
      }
    }
  }

  private static ZooKeeperConnection connection(TestLedger test) {
    return ZooKeeperConnection.open(
        ZooKeeperSettings.from(test.settings(ZOOKEEPER.connectString())));
  }

  private static void loseZooKeeper(TestLedger test) {
    try (ZooKeeperConnection connection = connection(test)) {
      connection.deleteTree("/tables");
      connection.deleteTree("/namespaces");
    }
  }

  private static FsckReport fsck(TestLedger test, Configuration hadoop, boolean repair)
      throws InterruptedException {
    return new Fsck(
            test.ledger(), Optional.empty(), new FsckSettings(Duration.ofDays(7)), hadoop, LATER)
        .run(new FsckRequest(LOGS, repair, true));
  }

  private static FsckReport fsck(TestLedger test, boolean repair) throws InterruptedException {
    return fsck(test, new Configuration(), repair);
  }

  @Test
  void aDatasetIsCreatedOrNotAndCanBeFoundAgain() throws Exception {
    int moments =
        dieAtEachMoment(
            new Scenario() {
              @Override
              public void prepare(TestLedger test) {}

              @Override
              public void act(TestLedger dying) {
                assertThat(dying.create("logs").dataset().name()).isEqualTo(LOGS);
              }

              @Override
              public void check(TestLedger after) throws Exception {
                if (after.ledger().list().contains(LOGS)) {
                  assertThatThrownBy(() -> after.create("logs"))
                      .isInstanceOf(InvalidRequestException.class)
                      .hasMessageContaining("there is one of that name already");
                } else {
                  assertThat(after.create("logs").dataset().name()).isEqualTo(LOGS);
                }
                // Who was told that it is there finds it again.
                loseZooKeeper(after);
                TestLedger again = open(after.root());
                try {
                  assertThat(again.ledger().rebuildPointer(LOGS).location())
                      .endsWith(".metadata.json");
                  again.ledger().commits().append(again.request("logs", "c1", "pos-eu", 1));
                  assertThat(again.rows("logs")).isEqualTo(1);
                } finally {
                  closeLater(again.ledger());
                }
              }
            });
    assertThat(moments).isGreaterThanOrEqualTo(4);
  }

  @ParameterizedTest
  @EnumSource(DataOnDrop.class)
  void aDropIsFinishedByTheSameAgain(DataOnDrop data) throws Exception {
    int moments =
        dieAtEachMoment(
            new Scenario() {
              @Override
              public void prepare(TestLedger test) throws Exception {
                test.create("logs");
                test.ledger().commits().append(test.request("logs", "c1", "pos-eu", ROWS / 2, 2));
              }

              @Override
              public void act(TestLedger dying) {
                assertThat(dying.ledger().drop(LOGS, data).begunBefore()).isFalse();
              }

              @Override
              public void check(TestLedger after) throws Exception {
                checkDropped(after, data);
              }
            });
    assertThat(moments).isGreaterThanOrEqualTo(data == DataOnDrop.KEEP ? 4 : 6);
  }

  private static void checkDropped(TestLedger after, DataOnDrop data) throws Exception {
    Ledger ledger = after.ledger();
    Path location = after.root().resolve("granary/type=logs");
    Path dropped = after.root().resolve("granary/_dropped");
    boolean alive = ledger.list().contains(LOGS);
    boolean left = Files.exists(location);
    if (alive) {
      assertThat(after.rows("logs")).isEqualTo(ROWS);
      checkMark(after);
    } else if (left) {
      assertThatThrownBy(() -> after.create("logs"))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("granary dataset drop logs finishes that");
      assertThatThrownBy(() -> ledger.rebuildPointer(LOGS)).hasMessageContaining("was dropped");
    }
    if (alive || left || !names(dropped, ".purged").isEmpty()) {
      DroppedDataset finished = ledger.drop(LOGS, data);
      assertThat(finished.begunBefore()).isEqualTo(!alive);
      assertThat(finished.files().isPresent()).isEqualTo(data == DataOnDrop.KEEP);
    }
    assertThatThrownBy(() -> ledger.drop(LOGS, data))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("there is none of that name");
    assertThat(location).doesNotExist();
    assertThat(names(dropped, "")).hasSize(data == DataOnDrop.KEEP ? 1 : 0);
    try (ZooKeeperConnection connection = connection(after)) {
      assertThat(connection.children("/tables")).isEmpty();
    }

    LedgerDataset anew = after.create("logs");
    assertThat(anew.snapshotId()).isEmpty();
    ledger.commits().append(after.request("logs", "c1", "pos-eu", 1));
    assertThat(after.rows("logs")).isEqualTo(1);
  }

  /** A mark of a drop that did not go on is named and taken away, unless there is none yet. */
  private static void checkMark(TestLedger after) throws Exception {
    List<FsckDifference> named = fsck(after, false).differences();
    assertThat(named).allMatch(difference -> difference.kind() == Kind.LEFTOVER);
    assertThat(named).allMatch(difference -> difference.path().endsWith(".dropped"));
    assertThat(fsck(after, true).differences())
        .hasSameSizeAs(named)
        .allMatch(FsckDifference::repaired);
    assertThat(fsck(after, false).differences()).isEmpty();
  }

  private static List<String> names(Path directory, String end) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(Path::toString).filter(path -> path.endsWith(end)).toList();
    }
  }

  @Test
  void aRepairIsFinishedByTheNext() throws Exception {
    int moments =
        dieAtEachMoment(
            new Scenario() {
              @Override
              public void prepare(TestLedger test) throws Exception {
                breakAll(test);
              }

              @Override
              public void act(TestLedger dying) throws Exception {
                assertThat(fsck(dying, DyingFileSystem.configuration(), true).isAtOdds()).isFalse();
              }

              @Override
              public void check(TestLedger after) throws Exception {
                assertThat(after.rows("logs")).isIn(3L, 3L + ROWS);
                assertThat(fsck(after, true).isAtOdds()).isFalse();
                FsckReport clean = fsck(after, false);
                assertThat(clean.differences()).isEmpty();
                assertThat(clean.rows()).isEqualTo(3 + ROWS);
                assertThat(after.visibleFiles("logs")).hasSize(3);
                assertThat(strangers(after)).hasSize(1);
                assertThat(
                        after
                            .ledger()
                            .commits()
                            .positions(LOGS, new SourceName("pos-eu"))
                            .find(List.of("file:/in/c1", "file:/in/c2")))
                    .hasSize(2);
              }
            });
    assertThat(moments).isGreaterThanOrEqualTo(10);
  }

  /** An unfinished commit, an unknown file, a leftover, and positions that lack a commit. */
  private static void breakAll(TestLedger test) throws Exception {
    CommitObserver stops =
        (step, id) -> {
          if (step == CommitStep.FILE_RENAMED && id.value().equals("c2")) {
            throw new IllegalStateException("stopped");
          }
        };
    TestLedger stopping = TestLedger.open(ZOOKEEPER.connectString(), test.root(), stops);
    try (Ledger ledger = stopping.ledger();
        ZooKeeperConnection connection = connection(test)) {
      String uuid = test.create("logs").uuid();
      ledger.commits().append(stopping.request("logs", "c1", "pos-eu", 3, 1));
      Path known = stopping.visibleFiles("logs").get(0);
      Files.copy(known, known.resolveSibling("stranger.avro"));
      var ignored = stopping.request("logs", "never", "pos-eu", 3, 1);
      var unfinished = stopping.request("logs", "c2", "pos-eu", ROWS / 2, 2);
      assertThatThrownBy(() -> ledger.commits().append(unfinished))
          .isInstanceOf(OutcomeUnknownException.class);
      assertThat(
              connection.apply(
                  List.of(
                      new NodeChange.Set(
                          TableNodes.positions(uuid) + "/pos-eu",
                          "{\"lists\": []}",
                          NodeChange.ANY_VERSION))))
          .isInstanceOf(TransactionOutcome.Applied.class);
    }
  }

  private static List<Path> strangers(TestLedger test) throws IOException {
    try (Stream<Path> paths = Files.walk(test.root().resolve("granary/type=logs"))) {
      return paths.filter(path -> path.getFileName().toString().equals("stranger.avro")).toList();
    }
  }

  @Test
  void aRebuiltPointerIsThereOrTheSameAgainRebuildsIt() throws Exception {
    int moments =
        dieAtEachMoment(
            new Scenario() {
              @Override
              public void prepare(TestLedger test) throws Exception {
                test.create("logs");
                for (int i = 0; i < 3; i++) {
                  test.ledger().commits().append(test.request("logs", "c" + i, "pos-eu", 1, 2));
                }
                test.ledger().commits().overwrite(test.request("logs", "o", "pos-us", 4, 1));
                loseZooKeeper(test);
              }

              @Override
              public void act(TestLedger dying) {
                assertThat(dying.ledger().rebuildPointer(LOGS).unacknowledged()).isEmpty();
              }

              @Override
              public void check(TestLedger after) throws Exception {
                Ledger ledger = after.ledger();
                if (ledger.list().contains(LOGS)) {
                  assertThatThrownBy(() -> ledger.rebuildPointer(LOGS))
                      .isInstanceOf(InvalidRequestException.class)
                      .hasMessageContaining("it has one");
                } else {
                  assertThat(ledger.rebuildPointer(LOGS).unacknowledged()).isEmpty();
                }
                assertThat(fsck(after, false).differences()).isEmpty();
                assertThat(after.rows("logs")).isEqualTo(3 * 2 + 4);
                ledger.commits().append(after.request("logs", "later", "pos-eu", 1));
                assertThat(fsck(after, false).rows()).isEqualTo(3 * 2 + 4 + 1);
              }
            });
    assertThat(moments).isGreaterThanOrEqualTo(2);
  }
}
