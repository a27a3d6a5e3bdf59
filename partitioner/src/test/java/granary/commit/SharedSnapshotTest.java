package granary.commit;

import static org.assertj.core.api.Assertions.assertThat;

import granary.catalog.TableNodes;
import granary.coordination.TestZooKeeper;
import granary.coordination.ZooKeeperConnection;
import granary.coordination.ZooKeeperSettings;
import granary.ledger.LedgerDataset;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two processes with one dataset: each commits for the other and knows what the other has done. */
final class SharedSnapshotTest {
  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  @TempDir private Path root;
  private final CountDownLatch decided = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newSingleThreadExecutor();
  private LedgerDataset dataset;
  private TestLedger one;
  private TestLedger other;

  @BeforeEach
  void open() {
    one = TestLedger.open(ZOOKEEPER.connectString(), root);
    other = TestLedger.open(ZOOKEEPER.connectString(), root);
    dataset = one.create("logs");
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    one.ledger().close();
    other.ledger().close();
  }

  private void pauseOnce(CommitStep step, CommitId id) {
    if (step == CommitStep.DECIDED && decided.getCount() > 0) {
      decided.countDown();
      try {
        assertThat(released.await(1, TimeUnit.MINUTES)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError("interrupted after " + id, e);
      }
    }
  }

  private static CommitResult append(TestLedger at, String id) throws Exception {
    return at.ledger().commits().append(at.request("logs", id, "pos-eu", 1));
  }

  private List<Path> markers() throws IOException {
    Path metadata = Path.of(URI.create(dataset.location())).resolve("metadata");
    try (Stream<Path> files = Files.list(metadata)) {
      return files.filter(file -> file.toString().endsWith(".committed")).toList();
    }
  }

  @Test
  void aCommitThatAnotherPutIntoTheLedgerIsMarkedBeforeItIsAcknowledged() throws Exception {
    TestLedger paused = TestLedger.open(ZOOKEEPER.connectString(), root, this::pauseOnce);
    Future<CommitResult> waiting = threads.submit(() -> append(paused, "c1"));
    assertThat(decided.await(1, TimeUnit.MINUTES)).isTrue();

    CommitResult moved = append(other, "c2");
    assertThat(one.rows("logs")).isEqualTo(2);
    // As if the other process had died right after it had moved the pointer.
    for (Path marker : markers()) {
      Files.delete(marker);
    }
    released.countDown();
    CommitResult result = waiting.get();
    paused.ledger().close();

    assertThat(result.repeated()).isFalse();
    assertThat(result.snapshotId()).isEqualTo(moved.snapshotId());
    assertThat(result.summary()).containsEntry("granary.commit-id", "c1");
    assertThat(one.ledger().commits().find(one.name("logs"), new CommitId("c1")))
        .hasValue(new CommitResult(result.id(), result.snapshotId(), true, result.summary()));
    assertThat(markers()).hasSize(1);
  }

  @Test
  void findsWhatOtherProcessesHaveCommittedSinceItReadTheLedger() throws Exception {
    append(one, "a1");
    AppendRequest late = other.request("logs", "b1", "pos-eu", 1);
    CommitResult landed = other.ledger().commits().append(late);
    append(other, "b2");

    CommitResult again = one.ledger().commits().append(late);

    assertThat(again.repeated()).isTrue();
    assertThat(again.snapshotId()).isEqualTo(landed.snapshotId());
    assertThat(one.rows("logs")).isEqualTo(3);
  }

  @Test
  void readsTheLedgerAgainWhereThePointerMovedForSomethingElse() throws Exception {
    append(one, "a1");
    AppendRequest late = other.request("logs", "b1", "pos-eu", 1);
    other.ledger().commits().append(late);
    other.ledger().table(other.name("logs")).updateProperties().set("note", "moved").commit();

    assertThat(one.ledger().commits().append(late).repeated()).isTrue();
    append(one, "a2");
    assertThat(one.rows("logs")).isEqualTo(3);
  }

  @Test
  void goesOnWithADatasetThatHasNoListOfLandedCommits() throws Exception {
    AppendRequest first = one.request("logs", "a1", "pos-eu", 1);
    one.ledger().commits().append(first);
    try (ZooKeeperConnection connection =
        ZooKeeperConnection.open(ZooKeeperSettings.from(one.settings(ZOOKEEPER.connectString())))) {
      connection.deleteTree(TableNodes.landed(dataset.uuid()));
    }

    assertThat(other.ledger().commits().append(first).repeated()).isTrue();
    append(other, "b1");
    append(one, "a2");
    assertThat(one.rows("logs")).isEqualTo(3);
  }
}
