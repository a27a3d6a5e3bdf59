package granary.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import granary.commit.TestLedger;
import granary.coordination.TestZooKeeper;
import granary.coordination.ZooKeeperConnection;
import granary.coordination.ZooKeeperSettings;
import granary.dataset.DatasetName;
import granary.failure.InvalidRequestException;
import granary.ledger.Ledger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two that repair the same dataset at once, while others write into it. */
final class RepairAtOnceTest {
  private static final DatasetName LOGS = new DatasetName("logs");
  private static final int WRITERS = 3;
  private static final int COMMITS = 8;

  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  @TempDir private Path root;
  private ExecutorService threads;
  private TestLedger test;

  @BeforeEach
  void open() {
    threads = Executors.newCachedThreadPool();
    test = ledger();
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    test.ledger().close();
  }

  private TestLedger ledger() {
    return TestLedger.open(ZOOKEEPER.connectString(), root);
  }

  private static FsckReport repair(TestLedger at) throws InterruptedException {
    return new Fsck(
            at.ledger(),
            Optional.empty(),
            new FsckSettings(Duration.ofDays(7)),
            new Configuration(),
            InstantSource.system())
        .run(new FsckRequest(LOGS, true, false));
  }

  @Test
  void takesNothingFromWritersAndMovesEachUnknownFileOnce() throws Exception {
    test.create("logs");
    test.ledger().commits().append(test.request("logs", "first", "s0", 1));
    AtomicInteger writing = new AtomicInteger(WRITERS);
    List<Future<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      String source = "s" + i % 2;
      String name = "w" + i + "-";
      writers.add(threads.submit(() -> write(source, name, writing)));
    }
    List<Future<List<FsckDifference>>> repairers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      repairers.add(threads.submit(() -> repairWhile(writing)));
    }

    int rows = 1;
    for (Future<Integer> writer : writers) {
      rows += writer.get();
    }
    List<FsckDifference> found = new ArrayList<>();
    for (Future<List<FsckDifference>> repairer : repairers) {
      found.addAll(repairer.get());
    }
    assertThat(found).allMatch(difference -> difference.path().contains("stranger"));
    assertThat(found.stream().filter(FsckDifference::repaired).map(FsckDifference::path))
        .doesNotHaveDuplicates()
        .hasSize(WRITERS * COMMITS);
    assertThat(repair(test).differences()).isEmpty();
    assertThat(test.rows("logs")).isEqualTo(rows);
    assertThat(test.visibleFiles("logs")).hasSize(1 + WRITERS * COMMITS);
  }

  /** Commits one file after the other, and leaves a stranger beside each. */
  private int write(String source, String name, AtomicInteger writing) throws Exception {
    TestLedger own = ledger();
    int rows = 0;
    try (Ledger ledger = own.ledger()) {
      for (int i = 0; i < COMMITS; i++) {
        rows += i + 1;
        ledger.commits().append(own.request("logs", name + i, source, i + 1));
        Path known = directory(own, source);
        Files.writeString(known.resolve("stranger-" + name + i + ".avro"), "nobody's");
      }
    } finally {
      writing.decrementAndGet();
    }
    return rows;
  }

  /** By the ledger, since others make and remove directories meanwhile. */
  private static Path directory(TestLedger test, String source) {
    return test.ledger().partitions(LOGS).stream()
        .filter(partition -> partition.key().source().value().equals(source))
        .map(partition -> new org.apache.hadoop.fs.Path(partition.location()).toUri().getPath())
        .map(Path::of)
        .findFirst()
        .orElseThrow();
  }

  private List<FsckDifference> repairWhile(AtomicInteger writing) throws InterruptedException {
    List<FsckDifference> found = new ArrayList<>();
    TestLedger own = ledger();
    try (Ledger ledger = own.ledger()) {
      assertThat(ledger.list()).contains(LOGS);
      boolean last = false;
      while (!last) {
        last = writing.get() == 0;
        found.addAll(repair(own).differences());
      }
    }
    return found;
  }

  @Test
  void oneOfTwoRebuildsAPointerAndWritersGoOn() throws Exception {
    test.create("logs");
    test.ledger().commits().append(test.request("logs", "c1", "s0", 2, 2));
    try (ZooKeeperConnection connection =
        ZooKeeperConnection.open(
            ZooKeeperSettings.from(test.settings(ZOOKEEPER.connectString())))) {
      connection.deleteTree("/tables");
      connection.deleteTree("/namespaces");
    }
    CyclicBarrier together = new CyclicBarrier(3);
    List<Future<Boolean>> rebuilds = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      rebuilds.add(threads.submit(() -> rebuilds(together)));
    }
    int rebuilt = 0;
    for (Future<Boolean> rebuild : rebuilds) {
      rebuilt += rebuild.get() ? 1 : 0;
    }
    assertThat(rebuilt).isEqualTo(1);
    TestLedger after = ledger();
    try (Ledger ledger = after.ledger()) {
      assertThat(repair(after).differences()).isEmpty();
      ledger.commits().append(after.request("logs", "c2", "s0", 1));
      assertThat(after.rows("logs")).isEqualTo(5);
    }
  }

  private boolean rebuilds(CyclicBarrier together) throws Exception {
    TestLedger own = ledger();
    try (Ledger ledger = own.ledger()) {
      together.await();
      assertThat(ledger.rebuildPointer(LOGS).unacknowledged()).isEmpty();
      return true;
    } catch (InvalidRequestException e) {
      assertThat(e).hasMessageStartingWith("Cannot rebuild the pointer of dataset logs: ");
      return false;
    }
  }
}
