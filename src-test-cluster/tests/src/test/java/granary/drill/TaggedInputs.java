package granary.drill;

import granary.harness.ProcessCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A dataset whose records carry the name of the input that they came from, and its inputs. */
final class TaggedInputs {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "tagged", "fields": [
        {"name": "tag", "type": "string"},
        {"name": "id", "type": "long"},
        {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
      """;

  private final Path work;

  TaggedInputs(ProcessCluster cluster, String name) {
    this.work = cluster.work(name);
  }

  String schema() throws IOException {
    return Files.writeString(work.resolve("tagged.avsc"), SCHEMA).toString();
  }

  /** A file of so many rows, in turns of each of these days. */
  String csv(String tag, int rows, String... days) throws IOException {
    StringBuilder csv = new StringBuilder("tag,id,at\n");
    for (int i = 0; i < rows; i++) {
      String day = days[i % days.length];
      csv.append(tag).append(',').append(i).append(',').append(day).append("T10:00:00Z\n");
    }
    Path file = work.resolve(tag + ".csv");
    // A tag keeps its file: what is ingested again has to be the same input.
    return (Files.exists(file) ? file : Files.writeString(file, csv)).toString();
  }
}
