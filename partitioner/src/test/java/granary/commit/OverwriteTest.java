package granary.commit;

import static org.assertj.core.api.Assertions.assertThat;

import granary.coordination.TestZooKeeper;
import granary.dataset.Frequency;
import granary.dataset.PartitionKey;
import granary.ledger.Ledger;
import granary.ledger.LedgerPartition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commits that replace the periods of their source. */
final class OverwriteTest {
  @RegisterExtension static final TestZooKeeper ZOOKEEPER = new TestZooKeeper();

  @TempDir private Path root;

  private TestLedger open() {
    return TestLedger.open(ZOOKEEPER.connectString(), root);
  }

  /** Rows by the partition's directory, relative to the dataset's. */
  private static List<String> partitions(TestLedger test) {
    String location = test.ledger().load(test.name("logs")).location();
    return test.ledger().partitions(test.name("logs")).stream()
        .map(
            partition ->
                partition.location().substring(location.length() + 1) + " " + partition.rows())
        .toList();
  }

  @Test
  void replacesThePeriodsThatItHoldsAndNoOthers() throws Exception {
    TestLedger test = open();
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      ledger.commits().append(test.request("logs", "c1", "pos-eu", 3, 3));
      ledger.commits().append(test.request("logs", "c2", "pos-us", 4, 1));
      List<Path> before = test.visibleFiles("logs");

      CommitResult result = ledger.commits().overwrite(test.request("logs", "c3", "pos-eu", 5, 2));

      assertThat(result.repeated()).isFalse();
      assertThat(partitions(test))
          .containsExactly(
              "version=1/source=pos-eu/frequency=hot/day=2026-11-22 5",
              "source=pos-us/frequency=hot/day=2026-11-22 4",
              "version=1/source=pos-eu/frequency=hot/day=2026-11-23 5",
              "source=pos-eu/frequency=hot/day=2026-11-24 3");
      assertThat(test.rows("logs")).isEqualTo(5 + 5 + 3 + 4);
      // A reader that is at the old files can finish.
      assertThat(before).allMatch(Files::exists);
      assertThat(ledger.commits().overwrite(test.request("logs", "c3", "pos-eu", 5, 2)).repeated())
          .isTrue();
    }
  }

  @Test
  void leavesTheSameRecordsWhenItIsSaidAgainWithAnotherId() throws Exception {
    TestLedger test = open();
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      for (int i = 0; i < 3; i++) {
        AppendRequest request = test.request("logs", "c" + i, "pos-eu", 5, 2);
        AppendRequest same =
            new AppendRequest(
                request.dataset(),
                request.datasetUuid(),
                request.id(),
                request.source(),
                request.files(),
                List.of(new IngestedInput("file:/in/same", 1, 1, "same")),
                request.positionsVersion(),
                request.summary());
        assertThat(ledger.commits().overwrite(same).repeated()).isFalse();
      }
      assertThat(test.rows("logs")).isEqualTo(10);
      assertThat(partitions(test)).allMatch(partition -> partition.startsWith("version=3/"));
      ledger.commits().append(test.request("logs", "later", "pos-eu", 1, 3));
      assertThat(partitions(test))
          .containsExactly(
              "version=3/source=pos-eu/frequency=hot/day=2026-11-22 6",
              "version=3/source=pos-eu/frequency=hot/day=2026-11-23 6",
              "source=pos-eu/frequency=hot/day=2026-11-24 1");
    }
  }

  @Test
  void replacesThePeriodInEveryFrequency() throws Exception {
    TestLedger test = open();
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      AppendRequest hot = test.request("logs", "c1", "pos-eu", 3, 1);
      List<StagedFile> cold = new ArrayList<>();
      for (StagedFile file : hot.files()) {
        cold.add(
            new StagedFile(
                new PartitionKey(
                    file.partition().source(), Frequency.COLD, file.partition().period()),
                file.stagedPath(),
                file.fileName(),
                file.rows(),
                file.bytes(),
                file.statistics()));
      }
      ledger
          .commits()
          .append(
              new AppendRequest(
                  hot.dataset(),
                  hot.datasetUuid(),
                  hot.id(),
                  hot.source(),
                  cold,
                  hot.inputs(),
                  hot.positionsVersion(),
                  hot.summary()));
      ledger.commits().overwrite(test.request("logs", "c2", "pos-eu", 5, 1));
      assertThat(partitions(test))
          .containsExactly("version=1/source=pos-eu/frequency=hot/day=2026-11-22 5");
    }
  }

  @ParameterizedTest
  @EnumSource(CommitStep.class)
  void anAppendThatItComesAcrossIsReplacedOrKeptWhole(CommitStep step) throws Exception {
    TestLedger other = open();
    List<AppendRequest> overwrite = new ArrayList<>();
    boolean[] done = {false};
    CommitObserver meanwhile =
        (reached, id) -> {
          if (reached == step && id.value().equals("append") && !done[0]) {
            done[0] = true;
            assertThat(other.ledger().commits().overwrite(overwrite.get(0)).repeated()).isFalse();
          }
        };
    TestLedger test = TestLedger.open(ZOOKEEPER.connectString(), root, meanwhile);
    try (Ledger ledger = test.ledger();
        Ledger otherLedger = other.ledger()) {
      test.create("logs");
      ledger.commits().append(test.request("logs", "base", "pos-eu", 2, 2));
      overwrite.add(test.request("logs", "overwrite", "pos-eu", 10, 2));
      AppendRequest append = test.request("logs", "append", "pos-eu", 100, 2);

      assertThat(ledger.commits().append(append).repeated()).isFalse();

      boolean decidedBefore = step.compareTo(CommitStep.DECIDED) >= 0;
      assertThat(done[0]).isTrue();
      assertThat(test.rows("logs")).isEqualTo(decidedBefore ? 20 : 220);
      assertThat(otherLedger.partitions(test.name("logs")))
          .extracting(LedgerPartition::location)
          .allMatch(location -> location.contains("/version=1/"));
      assertThat(ledger.commits().rollForward(test.name("logs"))).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(CommitStep.class)
  void isAllOrNothingWhereItsProcessDies(CommitStep step) throws Exception {
    TestLedger test = open();
    try (Ledger ledger = test.ledger()) {
      test.create("logs");
      ledger.commits().append(test.request("logs", "base", "pos-eu", 2, 3));
      AppendRequest overwrite = test.request("logs", "overwrite", "pos-eu", 10, 2);
      AppendRequest append = test.request("logs", "append", "pos-eu", 100, 2);
      assertThat(
              HaltingWriter.run(
                  ZOOKEEPER.connectString(), root, overwrite, step, CommitKind.OVERWRITE))
          .isEqualTo(HaltingWriter.HALTED);

      assertThat(test.rows("logs")).isEqualTo(step.compareTo(CommitStep.COMMITTED) >= 0 ? 22 : 6);
      boolean decided = step.compareTo(CommitStep.DECIDED) >= 0;
      // What comes after the decision is kept, in the directories that the overwrite has made.
      ledger.commits().append(append);
      assertThat(test.rows("logs")).isEqualTo(decided ? 222 : 206);
      assertThat(ledger.commits().overwrite(overwrite).repeated()).isEqualTo(decided);
      assertThat(test.rows("logs")).isEqualTo(decided ? 222 : 22);
      assertThat(partitions(test).get(0)).startsWith("version=1/");
      assertThat(ledger.commits().rollForward(test.name("logs"))).isZero();
    }
  }
}
