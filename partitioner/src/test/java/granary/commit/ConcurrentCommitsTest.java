package granary.commit;

import static org.assertj.core.api.Assertions.assertThat;

import granary.coordination.TestZooKeeper;
import granary.ledger.Ledger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Several writers at once. */
final class ConcurrentCommitsTest {
  private static final int WRITERS = 8;
  private static final int COMMITS = 3;
  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  @TempDir private Path root;
  private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
  private TestLedger test;

  @BeforeEach
  void open() {
    test = TestLedger.open(ZOOKEEPER.connectString(), root);
    test.create("logs");
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    test.ledger().close();
  }

  private List<CommitResult> all(List<Callable<CommitResult>> work) throws Exception {
    List<CommitResult> results = new ArrayList<>();
    for (Future<CommitResult> future : threads.invokeAll(work)) {
      results.add(future.get());
    }
    return results;
  }

  private List<Callable<CommitResult>> writers(String sourcePrefix, int sources) {
    List<Callable<CommitResult>> work = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      String source = sourcePrefix + writer % sources;
      for (int commit = 0; commit < COMMITS; commit++) {
        String id = source + "-" + writer + "-" + commit;
        work.add(() -> test.ledger().commits().append(test.request("logs", id, source, 2)));
      }
    }
    return work;
  }

  private void check(List<CommitResult> results) throws Exception {
    int commits = WRITERS * COMMITS;
    assertThat(results).hasSize(commits).noneMatch(CommitResult::repeated);
    assertThat(test.rows("logs")).isEqualTo(2L * commits);
    assertThat(test.visibleFiles("logs")).hasSize(commits);
    Ledger ledger = test.ledger();
    // Writers take along what others have decided, so that there are fewer snapshots.
    List<CommitResult> inSnapshots = new ArrayList<>();
    ledger
        .table(test.name("logs"))
        .snapshots()
        .forEach(snapshot -> inSnapshots.addAll(SnapshotCommits.of(snapshot)));
    assertThat(inSnapshots)
        .extracting(CommitResult::id)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(results.stream().map(CommitResult::id).toList());
    for (CommitResult result : results) {
      assertThat(ledger.commits().find(test.name("logs"), result.id()))
          .map(CommitResult::snapshotId)
          .hasValue(result.snapshotId());
    }
    assertThat(ledger.commits().rollForward(test.name("logs"))).isZero();
  }

  @Test
  void allLandFromDifferentSources() throws Exception {
    check(all(writers("s", WRITERS)));
  }

  @Test
  void allLandFromOneSourceAndAllInputsAreKnown() throws Exception {
    check(all(writers("s", 1)));
    List<String> paths = new ArrayList<>();
    for (int writer = 0; writer < WRITERS; writer++) {
      for (int commit = 0; commit < COMMITS; commit++) {
        paths.add("file:/in/s0-" + writer + "-" + commit);
      }
    }
    assertThat(
            test.ledger()
                .commits()
                .positions(test.name("logs"), new granary.dataset.SourceName("s0"))
                .find(paths))
        .hasSize(WRITERS * COMMITS);
  }

  @Test
  void oneIdByManyAtOnceLandsOnce() throws Exception {
    AppendRequest request = test.request("logs", "c1", "pos-eu", 5, 3);
    List<Callable<CommitResult>> work = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      work.add(() -> test.ledger().commits().append(request));
    }
    List<CommitResult> results = all(work);

    assertThat(results).filteredOn(result -> !result.repeated()).hasSize(1);
    assertThat(results)
        .extracting(CommitResult::snapshotId)
        .containsOnly(results.get(0).snapshotId());
    assertThat(test.rows("logs")).isEqualTo(15);
    assertThat(test.ledger().table(test.name("logs")).snapshots()).hasSize(1);
  }
}
