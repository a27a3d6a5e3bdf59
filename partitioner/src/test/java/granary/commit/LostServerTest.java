package granary.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.OutcomeUnknownException;
import granary.failure.UnavailableException;
import granary.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ZooKeeper goes away in the middle of a commit and comes back. */
final class LostServerTest {
  @TempDir private Path root;

  private static CommitObserver stopping(TestingServer server, CommitStep after) {
    return (step, id) -> {
      if (step == after) {
        try {
          server.stop();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  @Test
  void whatIsDecidedIsNotReportedAsFailureAndIsFinishedByTheSameId() throws Exception {
    try (TestingServer server = new TestingServer()) {
      TestLedger test =
          TestLedger.open(server.getConnectString(), root, stopping(server, CommitStep.DECIDED));
      AppendRequest request;
      try (Ledger ledger = test.ledger()) {
        test.create("logs");
        request = test.request("logs", "c1", "pos-eu", 4);
        assertThatThrownBy(() -> ledger.commits().append(request))
            .isInstanceOf(OutcomeUnknownException.class)
            .hasMessageContaining("c1");
        server.restart();
      }
      TestLedger after = TestLedger.open(server.getConnectString(), root);
      try (Ledger ledger = after.ledger()) {
        assertThat(ledger.commits().append(request).repeated()).isTrue();
        assertThat(after.rows("logs")).isEqualTo(4);
      }
    }
  }

  @Test
  void beforeTheDecisionNothingHappened() throws Exception {
    try (TestingServer server = new TestingServer()) {
      TestLedger test =
          TestLedger.open(server.getConnectString(), root, stopping(server, CommitStep.PREPARED));
      try (Ledger ledger = test.ledger()) {
        test.create("logs");
        AppendRequest request = test.request("logs", "c1", "pos-eu", 4);
        assertThatThrownBy(() -> ledger.commits().append(request))
            .isInstanceOfAny(UnavailableException.class, OutcomeUnknownException.class);
        server.restart();
        assertThat(test.rows("logs")).isZero();
        assertThat(test.visibleFiles("logs")).isEmpty();
      }
    }
  }
}
