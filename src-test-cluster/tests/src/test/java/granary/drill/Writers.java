package granary.drill;

import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.RunningCommand;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Processes that ingest at once into the same partitions of one dataset, each an input of its own,
 * which its tag names. They take turns in how they do it: in process, in the container of a YARN
 * application master, and in executors of their own.
 */
final class Writers {
  /** Rows of each input, half of them in each of {@link #DAYS}. */
  static final int ROWS = 20;

  static final String[] DAYS = {"2026-11-20", "2026-11-21"};

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final List<List<String>> WAYS =
      List.of(
          List.of("--execution", "yarn", "-D", "yarn.small-job.size=0B"),
          List.of("--execution", "local"),
          List.of("--execution", "yarn"));

  private final ProcessCluster cluster;
  private final TaggedDataset dataset;

  Writers(ProcessCluster cluster, TaggedDataset dataset) {
    this.cluster = cluster;
    this.dataset = dataset;
  }

  /** Starts so many; by tag. */
  Map<String, RunningCommand> start(String prefix, int writers) throws IOException {
    Map<String, RunningCommand> running = new LinkedHashMap<>();
    for (int i = 0; i < writers; i++) {
      String tag = prefix + "-" + i;
      running.put(tag, cluster.start(words(tag, WAYS.get(i % WAYS.size()))));
    }
    return running;
  }

  /** Waits for their ends; by tag. */
  static Map<String, CommandResult> ends(Map<String, RunningCommand> running)
      throws IOException, InterruptedException {
    Map<String, CommandResult> ends = new LinkedHashMap<>();
    for (Map.Entry<String, RunningCommand> each : running.entrySet()) {
      ends.put(each.getKey(), each.getValue().result(PATIENCE));
    }
    return ends;
  }

  /** Ingests the input of a tag again, whatever became of it before. */
  CommandResult again(String tag) throws IOException {
    return cluster.granary(words(tag, List.of("--execution", "local")));
  }

  private String[] words(String tag, List<String> way) throws IOException {
    List<String> words = new ArrayList<>(dataset.ingest(tag, ROWS, DAYS));
    words.addAll(way);
    return words.toArray(String[]::new);
  }
}
