package granary.types;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import granary.dataset.DatasetName;
import granary.harness.ProcessCluster;
import granary.harness.SparkCommand;
import granary.hive.HiveRegistry;
import granary.hive.HiveRows;
import granary.jobs.query.QueryJob;
import granary.jobs.query.QueryResult;
import granary.ledger.Ledger;
import granary.ledger.Ledgers;
import granary.local.LocalJobs;
import granary.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/** Reads the same probes of one dataset through each reader, ordered by its field {@code id}. */
final class Readers implements AutoCloseable {
  private final Configuration hadoop;
  private final Settings settings;
  private final Ledger ledger;
  private final String dataset;
  private final List<TypeCase.Probe> probes;

  Readers(Settings settings, Configuration hadoop, String dataset, List<TypeCase.Probe> probes) {
    this.settings = settings;
    this.hadoop = hadoop;
    this.dataset = dataset;
    this.probes = probes;
    this.ledger = Ledgers.open(settings, hadoop);
  }

  private Table table() {
    return ledger.table(new DatasetName(dataset));
  }

  private String select() {
    return probes.stream().map(TypeCase.Probe::path).collect(Collectors.joining(", "));
  }

  /** Granary's query, in this process. */
  Readings query() throws IOException, InterruptedException {
    String sql = "SELECT " + select() + " FROM " + dataset + " ORDER BY id";
    Map<String, String> types = new LinkedHashMap<>();
    List<List<String>> rows = new ArrayList<>();
    QueryJob job = QueryJob.plan(sql, ledger, settings, hadoop, InstantSource.system());
    try (QueryResult result = job.run(new LocalJobs(settings, hadoop), progress -> {})) {
      for (int i = 0; i < probes.size(); i++) {
        types.put(probes.get(i).path(), result.columns().get(i).type().sql());
      }
      result.read(row -> rows.add(texts(row)));
    }
    return new Readings(types, rows);
  }

  private List<String> texts(List<@Nullable Object> row) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < probes.size(); i++) {
      texts.add(Canonical.text(row.get(i), probes.get(i).clock()));
    }
    return texts;
  }

  /** Iceberg's generic reader. */
  Readings iceberg() throws IOException {
    Map<String, String> types = new LinkedHashMap<>();
    for (var column : table().schema().columns()) {
      String type = column.type().toString();
      types.put(
          column.name(), type.replaceAll("\\d+: ([a-zA-Z0-9_]+): (required|optional) ", "$1:"));
    }
    List<Record> records = new ArrayList<>();
    try (CloseableIterable<Record> read = IcebergGenerics.read(table()).build()) {
      read.forEach(record -> records.add(record.copy()));
    }
    records.sort(Comparator.comparing(record -> (Integer) record.getField("id")));
    List<List<String>> rows = new ArrayList<>();
    for (Record record : records) {
      List<@Nullable Object> values = new ArrayList<>();
      probes.forEach(probe -> values.add(leaf(record, probe.path())));
      rows.add(texts(values));
    }
    return new Readings(types, rows);
  }

  private static @Nullable Object leaf(Record record, String path) {
    Object value = record;
    for (String name : path.split("\\.", -1)) {
      value = value instanceof Record inner ? inner.getField(name) : null;
    }
    return value;
  }

  /**
   * Spark with Iceberg's runtime, in a process of its own.
   *
   * @param confDir the cluster's configuration
   * @param out a file for what it reads
   */
  Readings spark(Path confDir, Path out) throws IOException {
    String metadata = ((HasTableOperations) table()).operations().current().metadataFileLocation();
    List<String> arguments = new ArrayList<>(List.of(metadata, out.toString(), "id"));
    probes.forEach(probe -> arguments.add(probe.path()));
    SparkCommand.run(ProcessCluster.installation(), "ReadTable", confDir, arguments);
    JsonNode result = new ObjectMapper().readTree(Files.readAllBytes(out));
    Map<String, String> types = new LinkedHashMap<>();
    result.path("types").properties().forEach(e -> types.put(e.getKey(), e.getValue().asText()));
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode row : result.path("rows")) {
      List<String> values = new ArrayList<>();
      row.forEach(value -> values.add(value.asText()));
      rows.add(values.subList(1, values.size()));
    }
    return new Readings(types, rows);
  }

  /** HiveServer2 over JDBC. */
  Readings hive() throws Exception {
    Map<String, String> types = new LinkedHashMap<>();
    List<List<String>> rows = new ArrayList<>();
    try (HiveRegistry hive = HiveRegistry.open(settings, hadoop)) {
      hive.query(
          "DESCRIBE " + dataset,
          rows(row -> types.putIfAbsent(String.valueOf(row.get(0)), String.valueOf(row.get(1)))));
      hive.query(
          "SELECT id, " + select() + " FROM " + dataset + " ORDER BY id",
          rows(row -> rows.add(texts(row.subList(1, row.size())))));
    }
    types.replaceAll((column, type) -> type.toLowerCase(Locale.ROOT));
    return new Readings(types, rows);
  }

  private interface Row {
    void take(List<@Nullable Object> values);
  }

  private static HiveRows rows(Row row) {
    return new HiveRows() {
      @Override
      public void columns(List<String> names) {
        // The order is that of the statement.
      }

      @Override
      public void row(List<@Nullable Object> values) {
        row.take(values);
      }
    };
  }

  @Override
  public void close() {
    ledger.close();
  }
}
