package granary.drill;

import static org.assertj.core.api.Assertions.assertThat;

import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.RunningCommand;
import granary.harness.SharedCluster;
import granary.harness.ThreeReaders;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Many processes ingest into the same partitions at once while others read them. {@code
 * granary.test.writers} sets how many.
 */
@ExtendWith(SharedCluster.class)
@Timeout(value = 20, unit = TimeUnit.MINUTES)
final class ManyAtOnceIT {
  private static final String DATASET = "many_at_once";
  private static final int WRITERS = Integer.getInteger("granary.test.writers", 6);
  private static final long ROWS = Writers.ROWS;

  private final TaggedDataset dataset;
  private final Writers writers;
  private final ThreeReaders readers;

  ManyAtOnceIT(ProcessCluster cluster) {
    this.dataset = new TaggedDataset(cluster, DATASET, Map.of());
    this.writers = new Writers(cluster, dataset);
    this.readers = dataset.readers();
  }

  @BeforeEach
  void create() throws Exception {
    dataset.create();
    writers.again("first").succeeded();
  }

  @AfterEach
  void drop() {
    readers.close();
    dataset.drop();
  }

  @Test
  void noneIsLostNoneDoubledAndReadersSeeWholeInputs() throws Exception {
    long begin = System.nanoTime();
    Map<String, RunningCommand> running = writers.start("w", WRITERS);
    int seen = 1;
    while (running.values().stream().anyMatch(RunningCommand::isRunning)) {
      Map<String, Long> committed = readers.iceberg();
      assertThat(committed.values()).allMatch(rows -> rows == ROWS);
      assertThat(committed).hasSizeGreaterThanOrEqualTo(seen);
      seen = committed.size();
      TimeUnit.MILLISECONDS.sleep(500);
    }
    Map<String, CommandResult> ends = Writers.ends(running);
    double minutes = (System.nanoTime() - begin) / 60e9;

    Map<String, Long> expected = new TreeMap<>(Map.of("first", ROWS));
    ends.forEach(
        (tag, end) -> {
          end.succeeded();
          expected.put(tag, ROWS);
        });
    assertThat(readers.iceberg()).as("Iceberg").isEqualTo(expected);
    assertThat(readers.hive()).as("Hive").isEqualTo(expected);
    assertThat(readers.granary()).as("Granary").isEqualTo(expected);
    assertThat(dataset.here("--json", "fsck", DATASET).succeeded().json().path("differences"))
        .isEmpty();
    System.out.printf("%d writers: %.1f commits a minute%n", WRITERS, WRITERS / minutes);
  }
}
