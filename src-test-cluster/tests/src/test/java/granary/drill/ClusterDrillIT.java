package granary.drill;

import static org.assertj.core.api.Assertions.assertThat;

import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.RunningCommand;
import granary.harness.SharedCluster;
import granary.harness.ThreeReaders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * While several processes ingest into the same partitions, one part of the system after the other
 * is lost at a moment by chance. After each loss Granary, Iceberg's own reader and Hive see every
 * acknowledged input, of the others all or nothing, and after the same commands once more each
 * input exactly once; fsck finds nothing that it cannot repair. {@code granary.test.writers} sets
 * how many ingest at once, {@code granary.test.rounds} how often something is lost, {@code
 * granary.test.seed} the order and the moments.
 */
@ExtendWith(SharedCluster.class)
@Timeout(value = 60, unit = TimeUnit.MINUTES)
final class ClusterDrillIT {
  private static final String DATASET = "drilled";
  private static final int WRITERS = Integer.getInteger("granary.test.writers", 3);
  private static final int ROUNDS =
      Integer.getInteger("granary.test.rounds", Victim.values().length);
  private static final long SEED = Long.getLong("granary.test.seed", 4);
  private static final long ROWS = Writers.ROWS;

  /** Exit codes that a command may have to which something happened; the last is signal 9. */
  private static final List<Integer> ENDS = List.of(0, 1, 3, 137);

  private final ProcessCluster cluster;
  private final TaggedDataset dataset;
  private final Writers writers;
  private final Random random = new Random(SEED);
  private final Map<String, Long> ingested = new TreeMap<>();

  ClusterDrillIT(ProcessCluster cluster) {
    this.cluster = cluster;
    this.dataset = new TaggedDataset(cluster, DATASET, Map.of());
    this.writers = new Writers(cluster, dataset);
  }

  @BeforeEach
  void create() throws Exception {
    dataset.create();
  }

  @AfterEach
  void drop() {
    cluster.mend();
    dataset.drop();
  }

  @Test
  void losesNothingWhateverIsLost() throws Exception {
    List<Victim> turns = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      if (turns.isEmpty()) {
        turns.addAll(Arrays.asList(Victim.values()));
        Collections.shuffle(turns, random);
      }
      lose(turns.remove(0), "r" + round);
    }
  }

  private void lose(Victim victim, String round) throws Exception {
    String what = round + ", " + victim + " with seed " + SEED;
    Map<String, RunningCommand> running = writers.start(round, WRITERS);
    victim.strike(cluster, List.copyOf(running.values()), random);
    Map<String, CommandResult> ends = Writers.ends(running);

    assertThat(ends).as(what).allSatisfy((tag, end) -> assertThat(end.exitCode()).isIn(ENDS));
    allOrNothing(what, ends);
    for (String tag : ends.keySet()) {
      writers.again(tag).succeeded();
      ingested.put(tag, ROWS);
    }
    repaired(what);
    allSeeEachOnce(what);
  }

  /** Before anything is said again or repaired. */
  private void allOrNothing(String what, Map<String, CommandResult> ends) throws Exception {
    try (ThreeReaders readers = dataset.readers()) {
      Map<String, Long> committed = readers.iceberg();
      assertThat(committed).as(what).containsAllEntriesOf(ingested);
      assertThat(committed.values()).as(what).allMatch(rows -> rows == ROWS);
      ends.forEach(
          (tag, end) -> {
            if (end.exitCode() == 0) {
              assertThat(committed).as("%s: %s", what, end).containsKey(tag);
            }
          });
      assertThat(readers.granary()).as(what).isEqualTo(readers.iceberg());
      // Hive reads decided files, of which each is half of an input, as they are registered.
      assertThat(readers.hive()).as(what).containsAllEntriesOf(ingested);
      assertThat(readers.hive().values())
          .as(what)
          .allMatch(rows -> rows == ROWS || rows == ROWS / 2);
    }
  }

  private void repaired(String what) {
    dataset.here("fsck", DATASET, "--repair").succeeded();
    CommandResult checked = dataset.here("--json", "fsck", DATASET, "--deep").succeeded();
    assertThat(checked.json().path("differences")).as(what).isEmpty();
    assertThat(checked.json().path("rows").asLong()).as(what).isEqualTo(ingested.size() * ROWS);
  }

  private void allSeeEachOnce(String what) throws Exception {
    try (ThreeReaders readers = dataset.readers()) {
      assertThat(readers.iceberg()).as("Iceberg after %s", what).isEqualTo(ingested);
      assertThat(readers.hive()).as("Hive after %s", what).isEqualTo(ingested);
      assertThat(readers.granary()).as("Granary after %s", what).isEqualTo(ingested);
    }
  }
}
