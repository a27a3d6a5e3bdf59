package granary.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import granary.jobs.run.CommandWords;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The forms of the commands, the fields of their JSON and their exit codes, as scripts of users
 * rely on them. Jobs run in process; those on YARN have tests of their own.
 */
@ExtendWith(SharedCluster.class)
@TestInstance(Lifecycle.PER_CLASS)
final class CommandLineIT {
  private final ProcessCluster cluster;
  private final Path directory;
  private JsonNode created;
  private JsonNode ingested;

  CommandLineIT(ProcessCluster cluster) {
    this.cluster = cluster;
    this.directory = cluster.work("command-line");
  }

  @BeforeAll
  void load() throws IOException {
    Files.writeString(
        directory.resolve("orders.avsc"),
        """
        {"type": "record", "name": "cli_orders", "fields": [
          {"name": "id", "type": "long"},
          {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal",
                                      "precision": 9, "scale": 2}},
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
        """);
    Files.writeString(
        directory.resolve("orders.csv"),
        """
        id,amount,at
        1,1.50,2026-11-21T10:00:00Z
        2,2.50,2026-11-22T10:00:00Z
        x,3.00,2026-11-22T11:00:00Z
        """);
    created =
        json("dataset create cli_orders --schema {dir}/orders.avsc --time-field at --grain day");
    ingested = json("ingest cli_orders --source web --from {dir}/orders.csv");
    Files.writeString(directory.resolve("query.sql"), "SELECT count(*) AS n FROM cli_orders");
  }

  @AfterAll
  void drop() {
    json("dataset drop cli_orders --purge");
  }

  /** A field of a document, or of the first element of one that is an array. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version|version build hadoop java",
        "dataset infer {dir}/orders.csv|schema notes",
        "dataset infer {dir}/orders.csv --out {dir}/inferred.avsc|schema notes",
        "dataset list|name",
        "dataset show cli_orders|name schema timeField grain zone",
        "ingest cli_orders --source web --from {dir}/orders.csv --format csv --mode append"
            + " --on-bad quarantine --max-bad 50%|commit snapshot rowsRead rowsWritten"
            + " rowsQuarantined alreadyIngested files partitions bytes seconds quarantine",
        "partitions cli_orders|source frequency day rows files bytes accesses location",
        "partitions cli_orders --source web --frequency hot --from 2026-11-21 --to 2026-11-21|day",
        "query \"SELECT id, amount FROM cli_orders WHERE day = DATE '2026-11-21'\"|columns rows job"
            + " seconds tasks partitionsRead partitionsPruned filesRead bytesRead rowsScanned",
        "query --file {dir}/query.sql|columns rows",
        "query --file {dir}/query.sql --explain|stages partitionsRead partitionsPruned",
        "hive check cli_orders|added dropped moved differences",
        "hive sync cli_orders|added dropped moved differences",
        "hive query 'SELECT id FROM cli_orders'|columns rows seconds",
        "quarantine list cli_orders|commit records reasons location",
        "quarantine export cli_orders --out {dir}/mended-{n}|files",
        "fsck cli_orders|differences rows files",
        "fsck cli_orders --deep|differences rows files",
        "fsck cli_orders --repair|differences rows files",
        "sample users --rows 3 --seed 1 --format csv --out {dir}/users-{n}.csv|rows",
      })
  void aCommandGivesTheFieldsThatItPromisesAndAlsoAText(String line, String fields) {
    JsonNode document = json(line);
    JsonNode first = document.isArray() ? document.path(0) : document;
    for (String field : fields.split(" ", -1)) {
      assertThat(first.has(field)).as("%s in %s", field, document).isTrue();
    }

    CommandResult text = granary(line).succeeded();
    assertThat(text.out()).isNotBlank().doesNotStartWith("{\"").endsWith("\n");
  }

  @Test
  void creationAndIngestSayWhatTheyDid() {
    assertThat(created.path("name").asText()).isEqualTo("cli_orders");
    assertThat(created.path("timeField").asText()).isEqualTo("at");
    assertThat(created.path("grain").asText()).isEqualTo("day");
    assertThat(created.path("zone").asText()).isEqualTo("UTC");
    assertThat(created.at("/schema/fields")).hasSize(3);
    assertThat(ingested.path("rowsRead").asInt()).isEqualTo(3);
    assertThat(ingested.path("rowsWritten").asInt()).isEqualTo(2);
    assertThat(ingested.path("rowsQuarantined").asInt()).isEqualTo(1);
    assertThat(ingested.path("alreadyIngested").asBoolean()).isFalse();
    assertThat(ingested.path("partitions").asInt()).isEqualTo(2);
    assertThat(ingested.path("quarantine").asText()).contains("/_quarantine/");
  }

  @ParameterizedTest
  @CsvSource({"none,''", "month,--zone Europe/Berlin", "hour,--zone +01:00"})
  void aDatasetOfEachGrainComesAndGoes(String grain, String zone) {
    String time = grain.equals("none") ? "" : " --time-field at --grain " + grain + " ";
    String name = "cli_" + grain;
    JsonNode made =
        json(
            "dataset create "
                + name
                + " --from {dir}/orders.csv --header true"
                + (grain.equals("none") ? " --grain none " : time)
                + zone);
    assertThat(made.path("grain").asText()).isEqualTo(grain);
    assertThat(made.path("timeField").isNull()).isEqualTo(grain.equals("none"));
    json("dataset drop " + name);
    assertThat(granary("dataset show " + name).exitedWith(2).err()).hasLineCount(1);
  }

  @Test
  void aResultIsWrittenInEachFormatHereAndInHdfs() throws IOException {
    String sql =
        "query 'SELECT id, amount, day, at, source FROM cli_orders ORDER BY id LIMIT 1' --output ";
    json(sql + "{dir}/rows.csv --overwrite");
    assertThat(directory.resolve("rows.csv"))
        .hasContent("id,amount,day,at,source\n1,1.50,2026-11-21,2026-11-21T10:00:00Z,web\n");
    json(sql + "{dir}/rows.json --overwrite --format json");
    assertThat(directory.resolve("rows.json").toFile())
        .content()
        .contains("\"amount\":1.50")
        .contains("\"day\":\"2026-11-21\"")
        .contains("\"at\":\"2026-11-21T10:00:00");
    json(sql + "{dir}/rows.avro --overwrite --format avro");
    try (DataFileReader<GenericRecord> reader =
        new DataFileReader<>(directory.resolve("rows.avro").toFile(), new GenericDatumReader<>())) {
      assertThat(reader.next().get("id")).isEqualTo(1L);
      assertThat(reader.hasNext()).isFalse();
    }
    json(sql + "hdfs:///command-line/rows.csv --overwrite");
    try (FileSystem hdfs = FileSystem.newInstance(cluster.hadoop())) {
      assertThat(hdfs.exists(new org.apache.hadoop.fs.Path("/command-line/rows.csv"))).isTrue();
    }
    assertThat(granary(sql + "{dir}/rows.csv").exitedWith(2).err()).contains("rows.csv");
  }

  @Test
  void anExportThatWasKilledIsRunAgainAndAMendedFileIsKept() throws IOException {
    String export = "quarantine export cli_orders --out {dir}/twice";
    Path file = Path.of(URI.create(json(export).at("/files/0/file").asText()));
    assertThat(file).hasContent("id,amount,at\nx,3.00,2026-11-22T11:00:00Z\n");
    Path hidden = Files.writeString(file.resolveSibling("_" + file.getFileName()), "id,am");

    assertThat(json(export).at("/files/0/records").asInt()).isEqualTo(1);
    assertThat(hidden).doesNotExist();

    Files.writeString(file, "id,amount,at\n3,3.00,2026-11-22T11:00:00Z\n");
    assertThat(granary(export).exitedWith(2).err()).contains("may have been mended");
    assertThat(file).hasContent("id,amount,at\n3,3.00,2026-11-22T11:00:00Z\n");
    assertThat(hidden).doesNotExist();
  }

  @Test
  void anEarlierSnapshotIsQueried() {
    String snapshot = ingested.path("snapshot").asText();
    assertThat(json("query --file {dir}/query.sql --as-of " + snapshot).at("/rows/0/0").asInt())
        .isEqualTo(2);
    assertThat(
            granary("query --file {dir}/query.sql --as-of 2001-01-01T00:00:00Z")
                .exitedWith(2)
                .err())
        .startsWith("Cannot ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dataset show cli_nothing|2|cli_nothing",
        "dataset drop cli_nothing|2|cli_nothing",
        "dataset create cli_orders --schema {dir}/orders.avsc --time-field at|2|cli_orders",
        "dataset create cli_none --schema {dir}/none.avsc|2|none.avsc",
        "ingest cli_nothing --source web --from {dir}/orders.csv|2|cli_nothing",
        "ingest cli_orders --source web --from {dir}/none.csv|2|none.csv",
        "ingest cli_orders --source other --from {dir}/orders.csv --on-bad fail|2|orders.csv",
        "ingest cli_orders --source other --from {dir}/orders.csv --max-bad 0|2|Cannot",
        "partitions cli_nothing|2|cli_nothing",
        "query 'SELECT nope FROM cli_orders'|2|nope",
        "query 'SELECT id FROM cli_nothing'|2|cli_nothing",
        "query 'SELEC id FROM cli_orders'|2|line 1, column 1",
        "query --file {dir}/query.sql --as-of 12345|2|12345",
        "quarantine list cli_nothing|2|cli_nothing",
        "quarantine export cli_orders --out {dir}/x --commit none|2|none",
        "fsck cli_nothing|2|cli_nothing",
        "hive query 'SELECT nope FROM cli_orders'|2|nope",
        "hive sync cli_nothing|2|cli_nothing",
        "run {dir}/none.yaml|2|none.yaml",
      })
  void aFailureIsOneLineThatNamesItsReasonAndJsonToo(String line, int code, String words) {
    CommandResult result = granary(line).exitedWith(code);
    String last = result.err().lines().reduce((before, after) -> after).orElse("");
    assertThat(last).startsWith("Cannot ").contains(words);
    assertThat(result.err()).doesNotContain("\tat ");

    JsonNode document = granary(line + " --json").exitedWith(code).json();
    assertThat(document.path("exitCode").asInt()).isEqualTo(code);
    assertThat(document.path("error").asText()).startsWith("Cannot ");
    assertThat(granary(line + " --debug").exitedWith(code).err()).contains("\tat granary.");
  }

  @Test
  void aJobFileRunsItsStepsAndOneThatFailsEndsIt() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("chain.yaml"),
            """
            name: chain
            steps:
              - id: again
                ingest: cli_orders
                source: web
                from: %1$s/orders.csv
              - id: count
                query: SELECT count(*) AS n FROM ${what}
              - command: partitions cli_orders
            """
                .formatted(directory));
    JsonNode done = json("run " + file + " --param what=cli_orders");
    assertThat(done.path("state").asText()).isEqualTo("succeeded");
    assertThat(done.at("/steps/0/result/alreadyIngested").asBoolean()).isTrue();
    assertThat(done.at("/steps/1/result/rows/0/0").asInt()).isEqualTo(2);
    assertThat(json("run " + file + " --check --param what=x").path("steps")).hasSize(3);

    JsonNode failed =
        granary("run " + file + " --param what=cli_nothing --json").exitedWith(2).json();
    assertThat(failed.path("state").asText()).isEqualTo("failed");
    assertThat(failed.findValuesAsText("state").subList(1, 4))
        .containsExactly("succeeded", "failed", "waiting");
  }

  private JsonNode json(String line) {
    return granary(line + " --json").succeeded().json();
  }

  private int number;

  /** {dir} is the test's directory, {n} another number each time. */
  private CommandResult granary(String line) {
    List<String> words = new ArrayList<>();
    for (String word : CommandWords.split(line)) {
      words.add(
          word.replace("{dir}", directory.toString()).replace("{n}", Integer.toString(number++)));
    }
    if (List.of("ingest", "query", "run").contains(words.get(0))) {
      words.addAll(List.of("--execution", "local"));
    }
    return cluster.here(words.toArray(String[]::new));
  }
}
