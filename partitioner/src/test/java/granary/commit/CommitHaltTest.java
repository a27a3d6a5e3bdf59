package granary.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import granary.coordination.TestZooKeeper;
import granary.ledger.Ledger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process is halted at each boundary of a commit; another one finds what it left. */
final class CommitHaltTest {
  private static final int ROWS = 6;
  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  @TempDir private Path root;

  @ParameterizedTest
  @EnumSource(CommitStep.class)
  void holdsAllOrNothingAndIsRepeatedHarmlessly(CommitStep step) throws Exception {
    TestLedger test = TestLedger.open(ZOOKEEPER.connectString(), root);
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      AppendRequest request = test.request("logs", "c1", "pos-eu", ROWS / 2, 2);
      assertThat(HaltingWriter.run(ZOOKEEPER.connectString(), root, request, step))
          .isEqualTo(HaltingWriter.HALTED);

      boolean decided = step.compareTo(CommitStep.DECIDED) >= 0;
      assertThat(test.rows("logs")).isEqualTo(step.compareTo(CommitStep.COMMITTED) >= 0 ? ROWS : 0);
      if (!decided) {
        assertThat(test.visibleFiles("logs")).isEmpty();
      }

      CommitResult again = ledger.commits().append(request);
      assertThat(again.repeated()).isEqualTo(decided);
      assertThat(test.rows("logs")).isEqualTo(ROWS);
      assertThat(test.visibleFiles("logs")).hasSize(2);
      assertThat(ledger.table(test.name("logs")).snapshots()).hasSize(1);
      assertThat(ledger.commits().rollForward(test.name("logs"))).isZero();
      assertThat(
              ledger
                  .commits()
                  .positions(test.name("logs"), request.source())
                  .find(List.of("file:/in/c1")))
          .hasSize(1);
    }
  }

  @Test
  void isFinishedByTheNextWriterOnceItsProcessIsKnownToBeDead() throws Exception {
    TestLedger test = TestLedger.open(ZOOKEEPER.connectString(), root);
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      AppendRequest dead = test.request("logs", "c1", "pos-eu", ROWS / 2, 2);
      assertThat(HaltingWriter.run(ZOOKEEPER.connectString(), root, dead, CommitStep.FILE_RENAMED))
          .isEqualTo(HaltingWriter.HALTED);

      int[] appended = {0};
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                appended[0]++;
                CommitResult next =
                    ledger
                        .commits()
                        .append(test.request("logs", "next-" + appended[0], "pos-us", 1));
                assertThat(next.repeated()).isFalse();
                assertThat(test.rows("logs")).isEqualTo(ROWS + appended[0]);
              });
    }
  }
}
