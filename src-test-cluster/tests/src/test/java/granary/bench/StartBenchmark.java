package granary.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How long a user waits for a small answer: seconds from the command to each step of a query's job
 * and to its answer, on YARN and in one process. Everything goes into a root of its own, so that
 * the first job finds no program on any node. Needs a cluster that runs.
 */
final class StartBenchmark {
  private static final String USAGE =
      """
      Seconds from a command to the first task and to the answer of a small query, with the steps
      between, in a cluster that runs (scripts/granary cluster start): the first job of a new root,
      then again, then in one process.
        --rows N         rows of the dataset (default: 200000)
        --rounds N       queries of each kind (default: 3)
        --executors yes  with executors even though the query is small
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final InstantSource clock = InstantSource.system();
  private final Path installation = Path.of(System.getProperty("granary.installation", "."));
  private final Path work;
  private final String dataset;
  private final List<String> common;

  private StartBenchmark(Path work, boolean executors) {
    this.work = work;
    this.dataset = "bench_start_" + clock.millis();
    this.common = new ArrayList<>(List.of("-D", "root=/bench/" + dataset));
    if (executors) {
      common.addAll(List.of("-D", "yarn.small-job.size=0B"));
    }
  }

  public static void main(String[] words) throws IOException, InterruptedException {
    BenchOptions options = BenchOptions.of(words, USAGE, Set.of("rows", "rounds", "executors"));
    Path work = Files.createTempDirectory("start-benchmark");
    new StartBenchmark(work, options.text("executors", "no").equals("yes"))
        .run(options.number("rows", 200_000), options.number("rounds", 3));
  }

  private record Answer(long beginMs, long endMs, JsonNode json) {
    double seconds() {
      return (endMs - beginMs) / 1000.0;
    }
  }

  private void run(long rows, long rounds) throws IOException, InterruptedException {
    String csv = work.resolve("payments.csv").toString();
    String schema = work.resolve("payments.avsc").toString();
    granary(
        List.of("sample", "transactions", "--rows", Long.toString(rows), "--seed", "1"),
        List.of("--format", "csv", "--out", csv, "--schema-out", schema));
    granary(
        List.of("dataset", "create", dataset, "--schema", schema),
        List.of("--time-field", "created_at"));
    tell(
        "ingest on YARN, cold",
        granary(
            List.of("--execution", "yarn", "ingest", dataset),
            List.of("--source", "bench", "--from", csv)));
    for (long round = 1; round <= rounds; round++) {
      tell("query on YARN, round " + round, query("yarn"));
    }
    for (long round = 1; round <= rounds; round++) {
      Answer answer = query("local");
      System.out.printf(
          Locale.ROOT, "query in one process, round %d: %.1f s%n", round, answer.seconds());
    }
    granary(List.of("dataset", "drop", dataset), List.of("--purge"));
  }

  private Answer query(String execution) throws IOException, InterruptedException {
    String sql =
        "SELECT category, count(*) AS payments, sum(amount) AS total FROM "
            + dataset
            + " GROUP BY category ORDER BY total DESC";
    return granary(List.of("--execution", execution, "query"), List.of(sql));
  }

  private Answer granary(List<String> words, List<String> more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(installation.resolve("scripts/granary").toString());
    command.add("--json");
    command.addAll(common);
    command.addAll(words);
    command.addAll(more);
    Path errors = work.resolve("errors.txt");
    long beginMs = clock.millis();
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exitCode = process.waitFor();
    long endMs = clock.millis();
    if (exitCode != 0) {
      throw new IOException(
          String.join(" ", command) + " ended with " + exitCode + ": " + Files.readString(errors));
    }
    return new Answer(beginMs, endMs, JSON.readTree(output));
  }

  /** Prints when each step of the answer's job was reached, in seconds since the command. */
  private void tell(String what, Answer answer) throws IOException, InterruptedException {
    JsonNode job =
        granary(List.of("job", "show"), List.of(answer.json().get("job").asText())).json();
    JsonNode start = job.get("start");
    Map<String, JsonNode> steps = new LinkedHashMap<>();
    steps.put("job submitted", job.get("startMs"));
    steps.put("master's process", start.get("masterProcessMs"));
    steps.put("master ready", start.get("masterReadyMs"));
    steps.put("executor granted", start.get("executorGrantedMs"));
    steps.put("executor's process", start.get("executorProcessMs"));
    steps.put("executor ready", start.get("executorReadyMs"));
    steps.put("first task", start.get("firstTaskMs"));
    for (JsonNode stage : job.get("stages")) {
      String name = stage.get("name").asText();
      steps.put(name + " began", extreme(stage, "startMs", false));
      steps.put(name + " done", extreme(stage, "endMs", true));
    }
    steps.put("job done", job.get("endMs"));
    StringBuilder text = new StringBuilder(what).append(':');
    steps.forEach(
        (step, at) -> {
          if (at != null && at.isNumber()) {
            double seconds = (at.asLong() - answer.beginMs()) / 1000.0;
            text.append(String.format(Locale.ROOT, " %s %.1f,", step, seconds));
          }
        });
    System.out.println(text + String.format(Locale.ROOT, " answer %.1f s", answer.seconds()));
  }

  private static JsonNode extreme(JsonNode stage, String field, boolean last) {
    JsonNode found = JSON.nullNode();
    for (JsonNode task : stage.get("tasks")) {
      for (JsonNode attempt : task.get("attempts")) {
        JsonNode at = attempt.get(field);
        if (at != null
            && at.isNumber()
            && (!found.isNumber() || (at.asLong() > found.asLong()) == last)) {
          found = at;
        }
      }
    }
    return found;
  }
}
