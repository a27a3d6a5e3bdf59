package granary.acceptance;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Transactions as CSV and log records as JSON lines, one record in a hundred of them bad: counts,
 * exact sums and groups are the same from a query on YARN, in process, from Hive, and from a plain
 * program over the input. {@code -Dgranary.acceptance.rows=1000000} for the full size.
 */
@ExtendWith(SharedCluster.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SameAnswersIT {
  private static final String ROWS = System.getProperty("granary.acceptance.rows", "100000");
  private static final String TRANSACTIONS = "same_transactions";
  private static final String LOGS = "same_logs";

  private final ProcessCluster cluster;

  SameAnswersIT(ProcessCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  @Order(1)
  void transactionsGiveTheSameAnswersEverywhere() throws Exception {
    Path csv = sample("transactions", "csv");
    JsonNode report = load(TRANSACTIONS, "transactions", "pos-eu", csv);
    PlainAnswers plain = PlainAnswers.ofTransactions(csv);
    assertCounts(report, plain);

    assertSame(
        "select count(*), sum(amount), min(id), max(id), count(note) from " + TRANSACTIONS,
        List.of(
            List.of(
                Integer.toString(plain.rows().size()),
                sum(plain.rows(), "amount").toPlainString(),
                plain.rows().stream()
                    .map(row -> Long.valueOf(cell(row, "id")))
                    .min(Long::compare)
                    .orElseThrow()
                    .toString(),
                plain.rows().stream()
                    .map(row -> Long.valueOf(cell(row, "id")))
                    .max(Long::compare)
                    .orElseThrow()
                    .toString(),
                Long.toString(
                    plain.rows().stream().filter(row -> row.containsKey("note")).count()))));
    assertSame(
        "select status, count(*), sum(amount) from "
            + TRANSACTIONS
            + " where country = 'DE' group by status order by status",
        groups(
            plain.rows().stream().filter(row -> cell(row, "country").equals("DE")).toList(),
            row -> cell(row, "status"),
            "amount"));
    assertSame(
        "select day, count(*), sum(amount) from " + TRANSACTIONS + " group by day order by day",
        groups(plain.rows(), row -> cell(row, "created_at").substring(0, 10), "amount"));
  }

  @Test
  @Order(2)
  void logRecordsGiveTheSameAnswersEverywhere() throws Exception {
    Path lines = sample("logs", "jsonl");
    JsonNode report = load(LOGS, "logs", "edge", lines);
    PlainAnswers plain = PlainAnswers.ofLogs(lines);
    assertCounts(report, plain);

    assertSame(
        "select attributes.region, count(*), sum(attributes.http.bytes) from "
            + LOGS
            + " where level = 'ERROR' group by attributes.region order by attributes.region",
        groups(
            plain.rows().stream().filter(row -> cell(row, "level").equals("ERROR")).toList(),
            row -> cell(row, "attributes.region"),
            "attributes.http.bytes"));
    Map<String, Long> byService =
        new TreeMap<>(
            plain.rows().stream().collect(groupingBy(row -> cell(row, "service"), counting())));
    assertSame(
        "select service, count(*) from " + LOGS + " group by service order by service",
        byService.entrySet().stream()
            .map(entry -> List.of(entry.getKey(), entry.getValue().toString()))
            .toList());
  }

  @Test
  @Order(3)
  void theSameFileAgainAddsNothing() {
    Path csv = cluster.work("same-answers").resolve("transactions.csv");
    JsonNode report =
        cluster
            .granary(
                "--json", "ingest", TRANSACTIONS, "--source", "pos-eu", "--from", csv.toString())
            .succeeded()
            .json();
    assertThat(report.path("alreadyIngested").asBoolean()).isTrue();
    assertThat(report.path("rowsWritten").asLong()).isZero();
  }

  private Path sample(String kind, String format) {
    Path file = cluster.work("same-answers").resolve(kind + "." + format);
    cluster
        .granary(
            "sample",
            kind,
            "--rows",
            ROWS,
            "--seed",
            "7",
            "--format",
            format,
            "--bad",
            "1%",
            "--out",
            file.toString(),
            "--schema-out",
            file.resolveSibling(kind + ".avsc").toString())
        .succeeded();
    return file;
  }

  private JsonNode load(String dataset, String kind, String source, Path file) {
    cluster
        .granary(
            "dataset",
            "create",
            dataset,
            "--schema",
            file.resolveSibling(kind + ".avsc").toString(),
            "--time-field",
            kind.equals("logs") ? "ts" : "created_at")
        .succeeded();
    return cluster
        .granary("--json", "ingest", dataset, "--source", source, "--from", file.toString())
        .succeeded()
        .json();
  }

  private static void assertCounts(JsonNode report, PlainAnswers plain) {
    assertThat(report.path("rowsWritten").asLong()).isEqualTo(plain.rows().size());
    assertThat(report.path("rowsQuarantined").asLong()).isEqualTo(plain.bad()).isPositive();
    assertThat(report.path("rowsRead").asLong()).isEqualTo(plain.rows().size() + plain.bad());
    assertThat(report.path("alreadyIngested").asBoolean()).isFalse();
  }

  private void assertSame(String sql, List<List<String>> expected) {
    assertThat(expected).isNotEmpty();
    assertThat(rows("--json", "--execution", "yarn", "query", sql)).isEqualTo(expected);
    assertThat(rows("--json", "--execution", "local", "query", sql)).isEqualTo(expected);
    assertThat(rows("--json", "hive", "query", sql)).isEqualTo(expected);
  }

  private List<List<String>> rows(String... arguments) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode row : cluster.granary(arguments).succeeded().json().path("rows")) {
      List<String> values = new ArrayList<>();
      row.forEach(value -> values.add(value.isNull() ? "NULL" : value.asText()));
      rows.add(values);
    }
    return rows;
  }

  private static List<List<String>> groups(
      List<Map<String, String>> rows, Function<Map<String, String>, String> key, String summed) {
    Map<String, List<Map<String, String>>> groups =
        new TreeMap<>(rows.stream().collect(groupingBy(key)));
    return groups.entrySet().stream()
        .map(
            group ->
                List.of(
                    group.getKey(),
                    Integer.toString(group.getValue().size()),
                    sum(group.getValue(), summed).toPlainString()))
        .toList();
  }

  private static String cell(Map<String, String> row, String column) {
    String cell = row.get(column);
    if (cell == null) {
      throw new AssertionError("no " + column + " in " + row);
    }
    return cell;
  }

  private static BigDecimal sum(List<Map<String, String>> rows, String column) {
    return rows.stream()
        .filter(row -> row.containsKey(column))
        .map(row -> new BigDecimal(cell(row, column)))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
