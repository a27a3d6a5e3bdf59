package granary.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Files as people have them, through the commands: from a schema nobody wrote to Hive's table. */
@ExtendWith(SharedCluster.class)
final class InputFormatsIT {
  private final ProcessCluster cluster;

  InputFormatsIT(ProcessCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void takesForeignCsvIntoHoursOfASummerTimesEndAndMendedRecordsToo() throws IOException {
    Path directory = Files.createDirectories(cluster.work("odd_hours").resolve("in"));
    Path good =
        Files.write(
            directory.resolve("good.csv"),
            """
            Kunden Nr;Straße;Betrag $;Wann
            007;Köln; 12.34 ;2026-10-25 01:30:00
            008;Aachen;5.00;2026-10-25T00:30:00Z
            009;"a;b";1.10;2026-10-25T01:30:00Z
            010;Bonn;-3.00;2026-10-25T02:30:00Z
            """
                .getBytes(StandardCharsets.ISO_8859_1));
    Files.write(
        directory.resolve("late.csv"),
        "Betrag $;Wann;Kunden Nr;Straße\nx;1999-12-31T23:30:00Z;011;Münster\n2.00;;012;Ulm\n"
            .getBytes(StandardCharsets.ISO_8859_1));
    String[] reading = {"--delimiter", ";", "--charset", "ISO-8859-1"};
    JsonNode created =
        json(
            reading,
            "dataset",
            "create",
            "odd_hours",
            "--from",
            good.toString(),
            "--grain",
            "hour",
            "--zone",
            "Europe/Berlin");
    assertThat(created.path("timeField").asText()).isEqualTo("wann");
    assertThat(created.path("schema").path("fields").findValuesAsText("name"))
        .containsExactly("kunden_nr", "stra_e", "betrag", "wann");

    JsonNode report = ingest(reading, "odd_hours", directory.toString());
    assertThat(report.path("rowsWritten").asInt()).as(report.toString()).isEqualTo(4);
    assertThat(report.path("rowsQuarantined").asInt()).isEqualTo(2);
    assertThat(partitions("odd_hours"))
        .containsExactly("2026-10-25 1: 1", "2026-10-25 2: 2", "2026-10-25 3: 1");

    Path mended = mend(directory.resolveSibling("mended"));
    JsonNode second = ingest(new String[] {"--delimiter", ";"}, "odd_hours", mended.toString());
    assertThat(second.path("rowsWritten").asInt()).as(second.toString()).isEqualTo(2);
    assertThat(
            query(
                "SELECT day, hour, COUNT(*), SUM(betrag), MIN(kunden_nr) FROM odd_hours"
                    + " GROUP BY day, hour ORDER BY day, hour"))
        .isEqualTo(
            "[[\"2000-01-01\",0,1,9.99,\"011\"],[\"2026-10-25\",1,1,12.34,\"007\"],"
                + "[\"2026-10-25\",2,2,6.10,\"008\"],[\"2026-10-25\",3,2,-1.00,\"010\"]]");
    assertThat(hivePartitions("odd_hours"))
        .containsExactly(
            "source=s/frequency=hot/day=2000-01-01/hour=0",
            "source=s/frequency=hot/day=2026-10-25/hour=1",
            "source=s/frequency=hot/day=2026-10-25/hour=2",
            "source=s/frequency=hot/day=2026-10-25/hour=3");
  }

  /** Writes the bad records back as a file, and mends both. */
  private Path mend(Path directory) throws IOException {
    JsonNode exported =
        json(new String[0], "quarantine", "export", "odd_hours", "--out", directory.toString());
    assertThat(exported.path("files")).hasSize(1);
    Path file = Path.of(URI.create(exported.path("files").get(0).path("file").asText()));
    String text = Files.readString(file);
    assertThat(text)
        .isEqualTo(
            "Betrag $;Wann;Kunden Nr;Straße\nx;1999-12-31T23:30:00Z;011;Münster\n2.00;;012;Ulm\n");
    return Files.writeString(
        file, text.replace("x;", "9.99;").replace("2.00;;", "2.00;2026-10-25 03:00;"));
  }

  @Test
  void takesAJsonDocumentIntoMonthsAndRefusesABrokenOneWhole() throws IOException {
    Path directory = cluster.work("odd_months");
    Path document =
        Files.writeString(
            directory.resolve("document.json"),
            """
            [
              {"id": 1, "Source": "a", "at": "2026-10-31T23:30:00Z", "o": {"x": [1, 2]}},
              {"id": 2, "Source": "b", "at": "0001-02-03T00:00:00Z", "o": {"x": []}},
              {"id": 3, "Source": "c", "at": "9999-12-31T23:59:59.999Z", "o": null}
            ]
            """);
    JsonNode created =
        json(
            new String[0],
            "dataset",
            "create",
            "odd_months",
            "--from",
            document.toString(),
            "--grain",
            "month",
            "--rename",
            "Source=origin");
    assertThat(created.path("notes").toString()).contains("The time field is at");
    assertThat(ingest(new String[0], "odd_months", document.toString()).path("rowsWritten").asInt())
        .isEqualTo(3);
    assertThat(query("SELECT month, origin, id FROM odd_months ORDER BY id"))
        .isEqualTo("[[\"2026-10\",\"a\",1],[\"0001-02\",\"b\",2],[\"9999-12\",\"c\",3]]");
    assertThat(hivePartitions("odd_months"))
        .containsExactly(
            "source=s/frequency=hot/month=0001-02",
            "source=s/frequency=hot/month=2026-10",
            "source=s/frequency=hot/month=9999-12");

    Path broken =
        Files.writeString(directory.resolve("broken.json"), "[{\"id\": 4},\n {\"id\": }]");
    CommandResult refused =
        cluster
            .granary(
                "ingest",
                "odd_months",
                "--source",
                "s",
                "--from",
                broken.toString(),
                "--execution",
                "local")
            .exitedWith(2);
    assertThat(refused.err())
        .contains("broken.json: it is not a JSON document; in line 2, column 9");
  }

  @Test
  void takesReferenceDataWithoutATime() throws IOException {
    Path file =
        Files.write(
            cluster.work("odd_words").resolve("words.tsv"),
            "Code\tWord\n007\tä\n08\tNA\n".getBytes(StandardCharsets.UTF_16));
    String[] reading = {"--null-value", "NA"};
    JsonNode created = json(reading, "dataset", "create", "odd_words", "--from", file.toString());
    assertThat(created.path("grain").asText()).isEqualTo("none");
    ingest(reading, "odd_words", file.toString());
    assertThat(query("SELECT code, word, source FROM odd_words ORDER BY code"))
        .isEqualTo("[[\"007\",\"ä\",\"s\"],[\"08\",null,\"s\"]]");
    assertThat(hivePartitions("odd_words")).containsExactly("source=s/frequency=hot");
  }

  private JsonNode ingest(String[] reading, String dataset, String from) {
    return json(
        reading, "ingest", dataset, "--source", "s", "--from", from, "--execution", "local");
  }

  private JsonNode json(String[] more, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    all.add("--json");
    return cluster.granary(all.toArray(String[]::new)).succeeded().json();
  }

  private String query(String sql) {
    return json(new String[] {"--execution", "local"}, "query", sql).path("rows").toString();
  }

  private List<String> partitions(String dataset) {
    List<String> found = new ArrayList<>();
    json(new String[0], "partitions", dataset)
        .forEach(
            partition ->
                found.add(
                    partition.path("day").asText()
                        + " "
                        + partition.path("hour").asText()
                        + ": "
                        + partition.path("rows").asText()));
    return found;
  }

  private List<String> hivePartitions(String dataset) {
    List<String> found = new ArrayList<>();
    json(new String[0], "hive", "query", "SHOW PARTITIONS " + dataset)
        .path("rows")
        .forEach(row -> found.add(row.get(0).asText()));
    return found;
  }
}
