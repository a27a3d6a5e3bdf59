package granary.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFileReaderTest {
  @TempDir Path directory;

  private JobFile read(String yaml, Map<String, String> parameters) throws IOException {
    return JobFileReader.read(
        Files.writeString(directory.resolve("nightly.yaml"), yaml), parameters);
  }

  @Test
  void readsAChainWithParametersInTheirPlaces() throws IOException {
    JobFile file =
        read(
            """
            id: nightly-${day}
            parameters:
              day: 2026-11-22
              shop: web
            steps:
              - id: load
                ingest: shop
                source: ${shop}
                from: ["a-${day}.csv", "b,$${x}.csv"]
                max-bad: 1%
              - query: SELECT 1
                output: /out/${day}.csv
                overwrite: true
              - id: tidy
                command: hive query "SELECT 'it''s' FROM shop"
                after: load
            """,
            Map.of("day", "2026-11-23"));

    assertThat(file.id()).contains("nightly-2026-11-23");
    assertThat(file.name()).isEqualTo("nightly");
    assertThat(file.steps())
        .containsExactly(
            new JobStep(
                "load",
                6,
                List.of(),
                new JobStep.Command(
                    List.of(
                        "ingest",
                        "shop",
                        "--source=web",
                        "--from=a-2026-11-23.csv",
                        "--from=b,${x}.csv",
                        "--max-bad=1%"))),
            new JobStep(
                "step-2",
                11,
                List.of("load"),
                new JobStep.Command(
                    List.of("query", "SELECT 1", "--output=/out/2026-11-23.csv", "--overwrite"))),
            new JobStep(
                "tidy",
                14,
                List.of("load"),
                new JobStep.Command(List.of("hive", "query", "SELECT 'it''s' FROM shop"))));
  }

  @Test
  void payloadsOfATaskAreJsonWhereTheyAreNotText() throws IOException {
    JobFile file =
        read(
            """
            steps:
              - task: com.example.Count
                payloads: [plain, {from: 1, exact: 1.50, deep: [true, "2"]}]
                memory: 1GiB
                vcores: 2
            """,
            Map.of());

    assertThat(file.steps().get(0).work())
        .isEqualTo(
            new JobStep.OwnTask(
                "com.example.Count",
                List.of("plain", "{\"from\":1,\"exact\":1.50,\"deep\":[true,\"2\"]}"),
                "1GiB",
                "256MiB",
                2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|it is empty|1",
        "steps: []|at least one step|1",
        "stepps: []|did you mean steps?|1",
        "steps:\\n- id: a|exactly one of [query, ingest, command, task]|2",
        "steps:\\n- query: SELECT 1\\n  ingest: b|not [query, ingest]|2",
        "steps:\\n"
            + "- query: SELECT ${dya}\\n"
            + "parameters:\\n"
            + "  day: 1|there is no parameter dya; did you mean day?|2",
        "steps:\\n- query: SELECT ${day}|give --param day=VALUE|2",
        "steps:\\n"
            + "- query: SELECT 1\\n"
            + "- query: SELECT 2\\n"
            + "  after: late|there is no step late above|4",
        "steps:\\n- {id: a, query: SELECT 1}\\n- {id: a, query: SELECT 2}|a step a already|3",
        "steps:\\n- query: 'SELECT|found unexpected end of stream|2",
        "steps:\\n- task: x.Y\\n  payload: [1]|did you mean payloads?|3",
        "steps:\\n- task: x.Y\\n  memory: much|a size such as 128MiB was expected|2",
        "steps:\\n- command: run other.yaml|other than run and cluster|2",
        "steps:\\n- command: hive sync\\n  name: shop|options of a command stand in its line|3",
        "steps:\\n- query: SELECT 1\\n  query: SELECT 2|the key query is there twice|3",
        "id: a/b\\nsteps:\\n- query: SELECT 1|an id of letters, digits|1",
      })
  void anErrorNamesFileAndLine(String yaml, String reason, int line) {
    assertThatThrownBy(() -> read(yaml.replace("\\n", "\n"), Map.of()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("Cannot read job file: ")
        .hasMessageContaining(reason)
        .hasMessageEndingWith("nightly.yaml:" + line + ")");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> JobFileReader.read(directory.resolve("none.yaml"), Map.of()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("there is no such file");
  }
}
