package granary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import granary.cli.LocalGranary.Outcome;
import granary.cli.LocalGranary.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A query's process is stopped while it writes its result file. */
final class StoppedQueryTest {
  private static final int ROWS = 40_000;

  /** Rows of some 1.5 kB, so that the result takes a while to be written. */
  private static final String LARGE = "SELECT n, repeat(text, 150) AS text FROM numbers";

  private static final String SMALL = "SELECT count(*) AS n FROM numbers";

  @TempDir private static Path root;
  private static TestingServer zooKeeper;
  private static LocalGranary granary;
  @TempDir private Path directory;
  private Path target;

  @BeforeAll
  static void load() throws Exception {
    zooKeeper = new TestingServer();
    granary = new LocalGranary(zooKeeper.getConnectString(), root);
    String file =
        Files.writeString(
                root.resolve("numbers.csv"),
                IntStream.range(0, ROWS)
                    .mapToObj(i -> i + ",text-" + i + "\n")
                    .collect(Collectors.joining("", "n,text\n", "")))
            .toString();
    assertThat(granary.succeeds("dataset", "create", "numbers", "--from", file)).isNotBlank();
    assertThat(granary.succeeds("ingest", "numbers", "--source", "a", "--from", file)).isNotBlank();
  }

  @AfterAll
  static void stop() throws IOException {
    zooKeeper.close();
  }

  @BeforeEach
  void name() {
    target = directory.resolve("out.csv");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** A process that has begun to write its result. */
  private Running writing() throws IOException {
    Running running = granary.start("query", LARGE, "--output", target.toString());
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> !running.process().isAlive() || written() > 0);
    assertThat(running.process().isAlive()).as(Files.readString(running.log())).isTrue();
    return running;
  }

  private long written() throws IOException {
    long bytes = 0;
    for (String name : names()) {
      assertThat(name).startsWith("_out.csv.query-");
      bytes += Files.size(directory.resolve(name));
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143"})
  void oneThatIsToldToStopLeavesNothing(String signal, int code) throws Exception {
    Running running = writing();
    running.signal(signal);
    Outcome outcome = running.end();

    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
    assertThat(outcome.err()).contains("Cannot finish query: it was interrupted; run it again");
    assertThat(names()).isEmpty();
  }

  @Test
  void theNextRunRemovesWhatAKilledOneLeftAndNotWhatALiveOneWrites() throws Exception {
    Running killed = writing();
    killed.signal("KILL");
    assertThat(killed.end().code()).isEqualTo(137);
    String left = names().get(0);
    assertThat(names()).hasSize(1).noneMatch("out.csv"::equals);

    Running live = granary.start("query", LARGE, "--output", target.toString());
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> !live.process().isAlive() || (!names().contains(left) && written() > 0));
    live.signal("STOP");
    assertThat(granary.succeeds("query", SMALL, "--output", target.toString())).isNotBlank();
    assertThat(target).hasContent("n\n" + ROWS + "\n");
    assertThat(names()).hasSize(2).doesNotContain(left);

    live.signal("CONT");
    Outcome late = live.end();
    assertThat(late.code()).as(late.err()).isEqualTo(2);
    assertThat(late.err()).contains("there is a file already; --overwrite replaces it");
    assertThat(target).hasContent("n\n" + ROWS + "\n");
    assertThat(names()).containsExactly("out.csv");
  }

  @Test
  void aDiskThatIsFullIsSaidAndTheNextTryWorks() throws Exception {
    Running running = writing();
    running.limitFiles(written());
    Outcome full = running.end();

    assertThat(full.code()).as(full.err()).isEqualTo(1);
    assertThat(full.err())
        .contains("Cannot write the result: File too large")
        .contains("(--output file:" + target + ")")
        .doesNotContain("\tat ");
    assertThat(names()).isEmpty();
    assertThat(granary.succeeds("query", SMALL, "--output", target.toString())).isNotBlank();
    assertThat(names()).containsExactly("out.csv");
  }
}
