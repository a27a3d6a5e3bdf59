package granary.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import granary.catalog.TableNodes;
import granary.commit.CommitObserver;
import granary.commit.CommitStep;
import granary.commit.IngestedInput;
import granary.commit.TestLedger;
import granary.coordination.NodeChange;
import granary.coordination.TestZooKeeper;
import granary.coordination.TransactionOutcome;
import granary.coordination.ZooKeeperConnection;
import granary.coordination.ZooKeeperSettings;
import granary.dataset.DatasetName;
import granary.dataset.SourceName;
import granary.failure.OutcomeUnknownException;
import granary.fsck.FsckDifference.Kind;
import granary.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class FsckTest {
  private static final DatasetName LOGS = new DatasetName("logs");
  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  @TempDir private Path root;

  private static FsckReport fsck(Ledger ledger, boolean repair, boolean deep) throws Exception {
    return fsck(ledger, repair, deep, InstantSource.system());
  }

  private static FsckReport fsck(Ledger ledger, boolean repair, boolean deep, InstantSource clock)
      throws Exception {
    return new Fsck(
            ledger,
            Optional.empty(),
            new FsckSettings(Duration.ofDays(7)),
            new Configuration(),
            clock)
        .run(new FsckRequest(LOGS, repair, deep));
  }

  private static List<Kind> kinds(FsckReport report) {
    return report.differences().stream().map(FsckDifference::kind).toList();
  }

  @Test
  void saysNothingOfADatasetThatIsWell() throws Exception {
    TestLedger test = TestLedger.open(ZOOKEEPER.connectString(), root);
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      assertThat(fsck(ledger, false, true).differences()).isEmpty();
      ledger.commits().append(test.request("logs", "c1", "pos eu", 3, 2));
      ledger.commits().append(test.request("logs", "c2", "pos-us", 4, 1));
      // The files that it replaces stay, and earlier snapshots have them.
      ledger.commits().overwrite(test.request("logs", "c3", "pos eu", 5, 1));

      FsckReport report = fsck(ledger, false, true);
      assertThat(report.differences()).isEmpty();
      assertThat(report.rows()).isEqualTo(3 + 4 + 5);
      assertThat(report.files()).isEqualTo(3);
    }
  }

  @Test
  void namesLostCutAndDamagedFiles() throws Exception {
    TestLedger test = TestLedger.open(ZOOKEEPER.connectString(), root);
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      ledger.commits().append(test.request("logs", "c1", "pos-eu", 300, 3));
      List<Path> files = test.visibleFiles("logs").stream().sorted().toList();
      Files.delete(files.get(0));
      Files.write(files.get(1), new byte[] {1}, StandardOpenOption.APPEND);
      damage(files.get(2));
      removeChecksums(files);

      assertThat(kinds(fsck(ledger, false, false)))
          .containsExactlyInAnyOrder(Kind.FILE_MISSING, Kind.FILE_LENGTH);
      FsckReport deep = fsck(ledger, true, true);
      assertThat(kinds(deep))
          .containsExactlyInAnyOrder(Kind.FILE_MISSING, Kind.FILE_LENGTH, Kind.FILE_UNREADABLE);
      assertThat(deep.differences()).noneMatch(FsckDifference::repaired);
      assertThat(deep.isAtOdds()).isTrue();
      assertThat(deep.differences())
          .filteredOn(difference -> difference.kind() == Kind.FILE_MISSING)
          .singleElement()
          .satisfies(
              difference ->
                  assertThat(difference.path())
                      .startsWith("source=pos-eu/frequency=hot/day=2026-11-2"));
    }
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int i = bytes.length - 40; i < bytes.length - 10; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(file, bytes);
  }

  private static void removeChecksums(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    }
  }

  @Test
  void movesUnknownFilesAsideAndRemovesOldLeftovers() throws Exception {
    TestLedger test = TestLedger.open(ZOOKEEPER.connectString(), root);
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      ledger.commits().append(test.request("logs", "c1", "pos-eu", 3, 1));
      Path known = test.visibleFiles("logs").get(0);
      Files.copy(known, known.resolveSibling("stranger.avro"));
      // Staged, and its process died.
      var ignored = test.request("logs", "never", "pos-eu", 3, 1);

      assertThat(kinds(fsck(ledger, false, false))).containsExactly(Kind.FILE_UNKNOWN);
      InstantSource later = InstantSource.fixed(Instant.now().plus(Duration.ofDays(30)));
      FsckReport repaired = fsck(ledger, true, false, later);
      assertThat(kinds(repaired)).containsExactly(Kind.FILE_UNKNOWN, Kind.LEFTOVER);
      assertThat(repaired.isAtOdds()).isFalse();
      assertThat(test.visibleFiles("logs")).containsExactly(known);
      assertThat(
              root.resolve("granary/type=logs/_orphans").resolve(relative(known, "stranger.avro")))
          .exists();
      assertThat(fsck(ledger, false, true, later).differences()).isEmpty();
    }
  }

  private String relative(Path known, String name) {
    return root.resolve("granary/type=logs").relativize(known.resolveSibling(name)).toString();
  }

  @Test
  void finishesACommitWhoseWriterGaveUp() throws Exception {
    boolean[] failing = {true};
    CommitObserver observer =
        (step, id) -> {
          if (step == CommitStep.FILE_RENAMED && failing[0]) {
            throw new IllegalStateException("the disk is full");
          }
        };
    TestLedger test = TestLedger.open(ZOOKEEPER.connectString(), root, observer);
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      var request = test.request("logs", "c1", "pos-eu", 3, 2);
      Assertions.assertThatThrownBy(() -> ledger.commits().append(request))
          .isInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining("it is decided and will be finished");
      assertThat(test.rows("logs")).isZero();
      failing[0] = false;

      FsckReport told = fsck(ledger, false, false);
      // The file that is in place already belongs to the commit.
      assertThat(kinds(told)).containsExactly(Kind.COMMIT_UNFINISHED);
      FsckReport repaired = fsck(ledger, true, true);
      assertThat(kinds(repaired)).containsExactly(Kind.COMMIT_UNFINISHED);
      assertThat(repaired.isAtOdds()).isFalse();
      assertThat(repaired.rows()).isEqualTo(6);
      assertThat(fsck(ledger, false, true).differences()).isEmpty();
    }
  }

  @Test
  void makesPositionsAnewThatAreNotThoseOfTheCommits() throws Exception {
    TestLedger test = TestLedger.open(ZOOKEEPER.connectString(), root);
    try (Ledger ledger = test.ledger();
        ZooKeeperConnection connection =
            ZooKeeperConnection.open(
                ZooKeeperSettings.from(test.settings(ZOOKEEPER.connectString())))) {
      String uuid = test.create("logs").uuid();
      for (int i = 0; i < 10; i++) {
        ledger.commits().append(test.request("logs", "lost-" + i, "pos-eu", 1));
      }
      ledger.commits().append(test.request("logs", "foreign", "pos-us", 1));
      ledger.commits().append(test.request("logs", "unreadable", "pos-de", 1));
      ledger.commits().overwrite(test.request("logs", "well", "pos-fr", 1));
      assertThat(fsck(ledger, false, false).differences()).isEmpty();
      String positions = TableNodes.positions(uuid);
      set(connection, positions + "/pos-eu", "{\"lists\": []}");
      set(
          connection,
          positions + "/pos-us",
          "{\"lists\": [{\"few\": [{\"path\": \"file:/in/never\", \"length\": 1,"
              + " \"modifiedMs\": 0, \"digest\": \"x\"}], \"level\": 0, \"inputs\": 1}]}");
      set(
          connection,
          positions + "/pos-de",
          "{\"lists\": [{\"file\": \""
              + root.toUri()
              + "none.inputs\", \"few\": [], \"level\": 1, \"inputs\": 1}]}");

      FsckReport told = fsck(ledger, false, false);
      assertThat(told.differences())
          .extracting(FsckDifference::path)
          .containsExactly("source=pos-de", "source=pos-eu", "source=pos-us");
      assertThat(kinds(told)).containsOnly(Kind.POSITIONS);
      assertThat(told.differences().get(1).detail()).startsWith("10 ingested inputs");
      assertThat(told.differences().get(2).detail())
          .startsWith("1 ingested inputs are not recorded, 1 recorded ones are in no commit");
      assertThat(told.isAtOdds()).isTrue();

      FsckReport repaired = fsck(ledger, true, false);
      assertThat(repaired.differences()).hasSize(3).allMatch(FsckDifference::repaired);
      assertThat(fsck(ledger, false, false).differences()).isEmpty();
      assertThat(found(ledger, "pos-eu", "file:/in/lost-0", "file:/in/lost-9")).hasSize(2);
      assertThat(found(ledger, "pos-us", "file:/in/foreign", "file:/in/never")).hasSize(1);
      assertThat(found(ledger, "pos-de", "file:/in/unreadable")).hasSize(1);
      ledger.commits().append(test.request("logs", "later", "pos-eu", 1));
      assertThat(fsck(ledger, false, true).differences()).isEmpty();
    }
  }

  private static void set(ZooKeeperConnection connection, String node, String content) {
    assertThat(connection.apply(List.of(new NodeChange.Set(node, content, NodeChange.ANY_VERSION))))
        .isInstanceOf(TransactionOutcome.Applied.class);
  }

  private static Map<String, IngestedInput> found(Ledger ledger, String source, String... paths) {
    return ledger.commits().positions(LOGS, new SourceName(source)).find(List.of(paths));
  }
}
