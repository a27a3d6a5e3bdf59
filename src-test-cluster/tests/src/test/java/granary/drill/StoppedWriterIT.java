package granary.drill;

import static org.assertj.core.api.Assertions.assertThat;

import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.RunningCommand;
import granary.harness.SharedCluster;
import granary.harness.ThreeReaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A writer is stopped at a moment by chance, another overwrites the partition that it writes, and
 * it goes on. {@code granary.test.seed} sets the moments.
 */
@ExtendWith(SharedCluster.class)
@Timeout(value = 20, unit = TimeUnit.MINUTES)
final class StoppedWriterIT {
  private static final String DATASET = "stopped";
  private static final String DAY = "2026-11-20";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final long SEED = Long.getLong("granary.test.seed", 4);

  /** In which a small ingest in process begins to work and ends. */
  private static final int FROM_MS = 900;

  private static final int TO_MS = 3_000;

  private final ProcessCluster cluster;
  private final TaggedDataset dataset;
  private final ThreeReaders readers;

  StoppedWriterIT(ProcessCluster cluster) {
    this.cluster = cluster;
    this.dataset = new TaggedDataset(cluster, DATASET, Map.of());
    this.readers = dataset.readers();
  }

  @BeforeEach
  void create() throws Exception {
    dataset.create();
  }

  @AfterEach
  void drop() {
    readers.close();
    dataset.drop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"append", "overwrite"})
  void isReplacedWholeOrWritesAfterTheOther(String mode) throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < 3; round++) {
      String stopped = mode + "-stopped-" + round;
      String other = mode + "-other-" + round;
      RunningCommand writer = cluster.start(words(stopped, 10, mode));
      TimeUnit.MILLISECONDS.sleep(random.nextInt(FROM_MS, TO_MS));
      writer.signal("STOP");
      try {
        dataset.here(words(other, 12, "overwrite")).succeeded();
        assertThat(readers.iceberg()).containsEntry(other, 12L);
      } finally {
        writer.signal("CONT");
      }
      CommandResult end = writer.result(PATIENCE);

      Map<String, Long> seen = readers.iceberg();
      assertThat(seen)
          .as("%s with seed %d: %s", stopped, SEED, end)
          .isIn(mayBe(mode, stopped, other));
      assertThat(readers.hive()).isEqualTo(seen);
      assertThat(readers.granary()).isEqualTo(seen);
    }
    assertThat(dataset.here("--json", "fsck", DATASET).succeeded().json().path("differences"))
        .isEmpty();
  }

  /** Decided before the other, or after it. */
  private static List<Map<String, Long>> mayBe(String mode, String stopped, String other) {
    return List.of(
        Map.of(other, 12L),
        mode.equals("append") ? Map.of(other, 12L, stopped, 10L) : Map.of(stopped, 10L));
  }

  private String[] words(String tag, int rows, String mode) throws Exception {
    List<String> words = new ArrayList<>(dataset.ingest(tag, rows, DAY));
    words.addAll(List.of("--mode", mode, "--execution", "local"));
    return words.toArray(String[]::new);
  }
}
