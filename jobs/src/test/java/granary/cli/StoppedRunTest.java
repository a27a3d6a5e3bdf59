package granary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import granary.cli.LocalGranary.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process of a job file's run is killed in two of its steps, and the run is taken up. */
final class StoppedRunTest {
  private static final int ROWS = 40_000;
  private static final String LOAD = "  - {id: load, ingest: numbers, source: a, from: %s}\n";
  private static final String TEXTS =
      """
        - id: texts
          query: SELECT n, repeat(text, 150) AS text FROM numbers
          output: "%s"
      """;

  @TempDir private Path root;

  @Test
  void whatIsDoneIsNotDoneAgainAndWhatIsNotIsDoneOnce() throws Exception {
    try (TestingServer zooKeeper = new TestingServer()) {
      LocalGranary granary = new LocalGranary(zooKeeper.getConnectString(), root);
      Path input =
          Files.writeString(
              root.resolve("numbers.csv"),
              IntStream.range(0, ROWS)
                  .mapToObj(i -> i + ",text-" + i + "\n")
                  .collect(Collectors.joining("", "n,text\n", "")));
      Path results = root.resolve("out");
      Path out = results.resolve("texts.csv");
      String steps = LOAD.formatted(input) + TEXTS.formatted(out);
      Path file =
          write(
              "all.yaml",
              "  - {id: make, command: dataset create numbers --from " + input + "}\n" + steps);

      killed(granary, file, () -> record().contains("\"load\""));
      killed(granary, file, () -> Files.isDirectory(results) && names(results).size() == 1);
      assertThat(names(results)).noneMatch("texts.csv"::equals);

      JsonNode done = json(granary.succeeds("run", file.toString(), "--id", "r1", "--json"));
      assertThat(done.findValuesAsText("state")).containsOnly("succeeded");
      assertThat(done.findValues("earlier").stream().map(JsonNode::asBoolean))
          .containsExactly(true, true, false);
      assertThat(names(results)).containsExactly("texts.csv");
      try (Stream<String> lines = Files.lines(out)) {
        assertThat(lines).hasSize(1 + ROWS);
      }
      assertRows(granary);
      assertThat(granary.succeeds("run", file.toString(), "--id", "r1"))
          .containsPattern("load +ingest +succeeded earlier")
          .containsPattern("texts +query +succeeded earlier");

      otherRuns(granary, file, write("some.yaml", steps));
      assertRows(granary);
    }
  }

  /** Another ID adds nothing twice and replaces nothing; another file under the ID is refused. */
  private void otherRuns(LocalGranary granary, Path file, Path some) throws IOException {
    LocalGranary.Outcome other = granary.here("run", some.toString(), "--id", "r2", "--json");
    assertThat(other.code()).isEqualTo(2);
    JsonNode report = json(other.out());
    assertThat(report.at("/steps/0/result/alreadyIngested").asBoolean()).isTrue();
    assertThat(report.at("/steps/1/error").asText()).contains("there is a file already");

    String text = Files.readString(file).replace("source: a", "source: b");
    Path changed = Files.writeString(root.resolve("changed.yaml"), text);
    LocalGranary.Outcome refused = granary.here("run", changed.toString(), "--id", "r1");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("step load has changed since it was done");
  }

  private Path write(String name, String steps) throws IOException {
    return Files.writeString(root.resolve(name), "steps:\n" + steps);
  }

  private void killed(LocalGranary granary, Path file, Callable<Boolean> moment)
      throws IOException, InterruptedException {
    Running running = granary.start("run", file.toString(), "--id", "r1");
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> !running.process().isAlive() || moment.call());
    running.signal("KILL");
    assertThat(running.end().code()).as(Files.readString(running.log())).isEqualTo(137);
  }

  private String record() throws IOException {
    Path record = root.resolve("granary/_runs/r1.json");
    return Files.exists(record) ? Files.readString(record) : "";
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).toList();
    }
  }

  private static void assertRows(LocalGranary granary) throws IOException {
    JsonNode answer =
        json(
            granary.succeeds("query", "SELECT count(*), count(DISTINCT n) FROM numbers", "--json"));
    assertThat(answer.at("/rows/0/0").asInt()).isEqualTo(ROWS);
    assertThat(answer.at("/rows/0/1").asInt()).isEqualTo(ROWS);
  }

  private static JsonNode json(String text) throws IOException {
    return JsonMapper.builder().build().readTree(text);
  }
}
