package granary.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.coordination.TestZooKeeper;
import granary.failure.InvalidRequestException;
import granary.ledger.Ledger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class CommitsTest {
  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  @TempDir private Path root;
  private TestLedger test;

  @BeforeEach
  void open() {
    test = TestLedger.open(ZOOKEEPER.connectString(), root);
  }

  @Test
  void appendsFilesToTheirPartitions() throws Exception {
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      CommitResult result = ledger.commits().append(test.request("logs", "c1", "pos-eu", 3));

      assertThat(result.repeated()).isFalse();
      assertThat(test.rows("logs")).isEqualTo(3);
      assertThat(ledger.partitions(test.name("logs")))
          .singleElement()
          .satisfies(
              partition -> {
                assertThat(partition.rows()).isEqualTo(3);
                assertThat(partition.location())
                    .endsWith("source=pos-eu/frequency=hot/day=2026-11-22");
              });
      assertThat(ledger.commits().find(test.name("logs"), new CommitId("c1")))
          .map(CommitResult::snapshotId)
          .hasValue(result.snapshotId());
    }
  }

  @Test
  void addsNothingForTheSameIdAgain() throws Exception {
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      AppendRequest request = test.request("logs", "c1", "pos-eu", 3);
      CommitResult first = ledger.commits().append(request);
      CommitResult second = ledger.commits().append(request);

      assertThat(second.repeated()).isTrue();
      assertThat(second.snapshotId()).isEqualTo(first.snapshotId());
      assertThat(test.rows("logs")).isEqualTo(3);
    }
  }

  @Test
  void refusesInputsThatAnotherCommitTook() throws Exception {
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      AppendRequest one = test.request("logs", "c1", "pos-eu", 3);
      AppendRequest other = test.request("logs", "c2", "pos-eu", 4);
      AppendRequest same =
          new AppendRequest(
              other.dataset(),
              other.datasetUuid(),
              other.id(),
              other.source(),
              other.files(),
              one.inputs(),
              other.positionsVersion(),
              other.summary());
      ledger.commits().append(one);

      assertThatThrownBy(() -> ledger.commits().append(same))
          .isInstanceOf(InputsTakenException.class)
          .hasMessageContaining("file:/in/c1");
      assertThat(test.rows("logs")).isEqualTo(3);
    }
  }

  @Test
  void takesOtherInputsOfTheSameSourceThatWereCheckedBefore() throws Exception {
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      AppendRequest one = test.request("logs", "c1", "pos-eu", 3);
      AppendRequest other = test.request("logs", "c2", "pos-eu", 4);
      ledger.commits().append(one);
      ledger.commits().append(other);

      assertThat(test.rows("logs")).isEqualTo(7);
      assertThat(
              ledger
                  .commits()
                  .positions(test.name("logs"), one.source())
                  .find(List.of("file:/in/c1", "file:/in/c2", "file:/in/c3")))
          .containsOnlyKeys("file:/in/c1", "file:/in/c2");
    }
  }

  @Test
  void refusesInputsThatWereTakenAndWhoseListWasMergedSince() throws Exception {
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      ledger.commits().append(test.request("logs", "c0", "pos-eu", 1));
      AppendRequest late = test.request("logs", "late", "pos-eu", 4);
      AppendRequest taking = test.request("logs", "taking", "pos-eu", 1);
      ledger
          .commits()
          .append(
              new AppendRequest(
                  taking.dataset(),
                  taking.datasetUuid(),
                  taking.id(),
                  taking.source(),
                  taking.files(),
                  late.inputs(),
                  taking.positionsVersion(),
                  taking.summary()));
      for (int other = 1; other <= 8; other++) {
        ledger.commits().append(test.request("logs", "c" + other, "pos-eu", 1));
      }

      assertThatThrownBy(() -> ledger.commits().append(late))
          .isInstanceOf(InputsTakenException.class)
          .hasMessageContaining("file:/in/late");
      assertThat(test.rows("logs")).isEqualTo(10);
    }
  }

  @Test
  void refusesFilesOfADatasetThatWasDroppedAndCreatedAgain() throws Exception {
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      AppendRequest request = test.request("logs", "c1", "pos-eu", 3);
      ledger.drop(test.name("logs"), Ledger.DataOnDrop.PURGE);
      test.create("logs");

      assertThatThrownBy(() -> ledger.commits().append(request))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("dropped");
      assertThat(test.rows("logs")).isZero();
    }
  }

  @Test
  void recordsInputsWithoutAnyGoodRecord() throws Exception {
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      AppendRequest request = test.request("logs", "c1", "pos-eu", 0);
      CommitResult result = ledger.commits().append(request);

      assertThat(result.summary()).containsEntry("granary.commit-id", "c1");
      assertThat(
              ledger
                  .commits()
                  .positions(test.name("logs"), request.source())
                  .find(List.of("file:/in/c1")))
          .hasSize(1);
      assertThat(ledger.commits().find(test.name("logs"), new CommitId("c1")))
          .isNotEqualTo(Optional.empty());
    }
  }
}
