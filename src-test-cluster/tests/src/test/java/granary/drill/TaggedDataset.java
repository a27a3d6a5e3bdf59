package granary.drill;

import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.ThreeReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A dataset whose records carry the name of the input that they came from, and its inputs. */
final class TaggedDataset {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "tagged", "fields": [
        {"name": "tag", "type": "string"},
        {"name": "id", "type": "long"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
      """;

  private final ProcessCluster cluster;
  private final String name;
  private final Map<String, String> settings;
  private final Path work;

  /**
   * A dataset that there is from {@link #create} to {@link #drop}.
   *
   * @param settings beside the cluster's own, for all its commands
   */
  TaggedDataset(ProcessCluster cluster, String name, Map<String, String> settings) {
    this.cluster = cluster;
    this.name = name;
    this.settings = Map.copyOf(settings);
    this.work = cluster.work(name);
  }

  void create() throws IOException {
    Path schema = Files.writeString(work.resolve("tagged.avsc"), SCHEMA);
    granary("dataset", "create", name, "--schema", schema.toString(), "--time-field", "at")
        .succeeded();
  }

  void drop() {
    granary("dataset", "drop", name, "--purge").succeeded();
  }

  /** Runs a command with the dataset's settings. */
  CommandResult granary(String... words) {
    return cluster.granary(withSettings(words));
  }

  /** The same in this process. */
  CommandResult here(String... words) {
    return cluster.here(withSettings(words));
  }

  private String[] withSettings(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    settings.forEach((key, value) -> all.addAll(List.of("-D", key + "=" + value)));
    return all.toArray(String[]::new);
  }

  /** What ingests a file of so many rows, in turns of each of these days. */
  List<String> ingest(String tag, int rows, String... days) throws IOException {
    return List.of("--json", "ingest", name, "--source", "pos-eu", "--from", csv(tag, rows, days));
  }

  private String csv(String tag, int rows, String... days) throws IOException {
    StringBuilder csv = new StringBuilder("tag,id,at\n");
    for (int i = 0; i < rows; i++) {
      String day = days[i % days.length];
      csv.append(tag).append(',').append(i).append(',').append(day).append("T10:00:00Z\n");
    }
    Path file = work.resolve(tag + ".csv");
    // A tag keeps its file: what is ingested again has to be the same input.
    return (Files.exists(file) ? file : Files.writeString(file, csv)).toString();
  }

  /** How many records each reader sees of each tag. */
  ThreeReaders readers() {
    return new ThreeReaders(cluster, name, "tag", settings);
  }
}
