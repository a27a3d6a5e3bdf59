package granary.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import granary.commit.CommitObserver;
import granary.commit.CommitStep;
import granary.commit.TestLedger;
import granary.dataset.DatasetName;
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
import java.util.Optional;
import org.apache.curator.test.TestingServer;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FsckTest {
  private static final DatasetName LOGS = new DatasetName("logs");
  private static TestingServer zooKeeper;
  @TempDir private Path root;

  @BeforeAll
  static void start() throws Exception {
    zooKeeper = new TestingServer();
  }

  @AfterAll
  static void stop() throws Exception {
    zooKeeper.close();
  }

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
    TestLedger test = TestLedger.open(zooKeeper.getConnectString(), root);
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
    TestLedger test = TestLedger.open(zooKeeper.getConnectString(), root);
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
    TestLedger test = TestLedger.open(zooKeeper.getConnectString(), root);
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
    TestLedger test = TestLedger.open(zooKeeper.getConnectString(), root, observer);
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
}
