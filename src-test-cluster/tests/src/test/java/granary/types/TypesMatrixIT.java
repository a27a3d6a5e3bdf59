package granary.types;

import static org.assertj.core.api.Assertions.assertThat;

import granary.dataset.Dataset;
import granary.dataset.DatasetName;
import granary.dataset.Grain;
import granary.dataset.SourceName;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import granary.hive.HiveRegistry;
import granary.ingest.TextOptions;
import granary.jobs.ingest.BadRecordPolicy;
import granary.jobs.ingest.IngestJob;
import granary.jobs.ingest.IngestMode;
import granary.jobs.ingest.IngestReport;
import granary.jobs.ingest.IngestRequest;
import granary.ledger.Ledger;
import granary.ledger.Ledgers;
import granary.local.LocalJobs;
import granary.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each Avro type, with extreme values and NULL, is the same for Granary's query, Iceberg's generic
 * reader, Spark and Hive, value by value; and the README's table of types is what they see.
 */
@ExtendWith(SharedCluster.class)
final class TypesMatrixIT {
  private static final String DATASET = "types_matrix";
  private static final String BEGIN = "<!-- types: begin -->\n";
  private static final String END = "<!-- types: end -->\n";

  private final ProcessCluster cluster;
  private final List<TypeCase> cases = TypeCases.all();
  private final List<TypeCase.Probe> probes =
      cases.stream().flatMap(type -> type.probes().stream()).toList();

  TypesMatrixIT(ProcessCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void everyTypeIsTheSameForEveryReader() throws Exception {
    Path work = cluster.work("types");
    Path input = Files.writeString(work.resolve("types.jsonl"), input());
    load(input);
    try (Readers readers = new Readers(settings(), cluster.hadoop(), DATASET, probes)) {
      Readings query = readers.query();
      Readings iceberg = readers.iceberg();
      Readings hive = readers.hive();
      Readings spark = readers.spark(cluster.confDir(), work.resolve("spark.json"));
      SoftAssertions all = new SoftAssertions();
      compare(all, "query", query, TypeCase.Probe::expected);
      compare(all, "Iceberg", iceberg, TypeCase.Probe::expected);
      compare(all, "Spark", spark, TypeCase.Probe::expected);
      compare(all, "Hive", hive, TypeCase.Probe::hive);
      String table = table(List.of(query, iceberg, spark, hive));
      Files.writeString(work.resolve("README-types.md"), table);
      all.assertThat(readme())
          .as("the README's table; as it should be: " + work.resolve("README-types.md"))
          .contains(BEGIN + table + END);
      all.assertAll();
    }
  }

  /** In this process, over what an aborted run may have left. */
  private void load(Path input) throws InterruptedException {
    DatasetName name = new DatasetName(DATASET);
    try (Ledger ledger = Ledgers.open(settings(), cluster.hadoop());
        HiveRegistry hive = HiveRegistry.open(settings(), cluster.hadoop())) {
      if (ledger.list().contains(name)) {
        hive.drop(name);
        ledger.drop(name, Ledger.DataOnDrop.PURGE);
      }
      ledger.create(
          new Dataset(
              name,
              new Schema.Parser().parse(schema()),
              Optional.empty(),
              Grain.NONE,
              ZoneOffset.UTC));
      IngestJob job =
          new IngestJob(
              ledger,
              new IngestJob.Runner(new LocalJobs(settings(), cluster.hadoop()), false),
              settings(),
              cluster.hadoop(),
              InstantSource.system());
      IngestReport report =
          job.run(
              new IngestRequest(
                  name,
                  new SourceName("matrix"),
                  List.of(input.toUri().toString()),
                  Optional.empty(),
                  TextOptions.DEFAULT,
                  BadRecordPolicy.FAIL,
                  IngestMode.APPEND,
                  Optional.empty()),
              progress -> {});
      assertThat(report.rowsWritten()).isEqualTo(rows());
    }
  }

  private Settings settings() {
    return Settings.received(
        Map.of("zookeeper.connect", cluster.zookeeper(), "hive.url", cluster.hiveUrl()));
  }

  private int rows() {
    return 1 + cases.stream().mapToInt(type -> type.json().size()).max().orElseThrow();
  }

  private void compare(
      SoftAssertions all,
      String reader,
      Readings readings,
      Function<TypeCase.Probe, List<String>> expected) {
    all.assertThat(readings.rows()).as(reader).hasSize(rows());
    for (int i = 0; i < probes.size(); i++) {
      List<String> wanted = new ArrayList<>(expected.apply(probes.get(i)));
      while (wanted.size() < rows()) {
        wanted.add("NULL");
      }
      all.assertThat(readings.column(i))
          .as(probes.get(i).path() + " in " + reader)
          .isEqualTo(wanted);
    }
  }

  String schema() {
    StringBuilder schema =
        new StringBuilder(
            "{\"type\":\"record\",\"name\":\"Types\",\"fields\":[{\"name\":\"id\",\"type\":\"int\"}");
    for (TypeCase type : cases) {
      String avro = type.avro().equals("\"null\"") ? "\"null\"" : "[\"null\"," + type.avro() + "]";
      schema
          .append(",\n{\"name\":\"")
          .append(type.column())
          .append("\",\"type\":")
          .append(avro)
          .append('}');
    }
    return schema.append("]}").toString();
  }

  String input() {
    StringBuilder lines = new StringBuilder();
    for (int row = 0; row < rows(); row++) {
      lines.append("{\"id\":").append(row);
      for (TypeCase type : cases) {
        if (row < type.json().size()) {
          lines.append(",\"").append(type.column()).append("\":").append(type.json().get(row));
        }
      }
      lines.append("}\n");
    }
    return lines.toString();
  }

  /** The types as query, Iceberg, Spark and Hive name them. */
  private String table(List<Readings> readings) {
    StringBuilder table =
        new StringBuilder("| Avro | query | Iceberg | Spark | Hive |\n|---|---|---|---|---|\n");
    for (TypeCase type : cases) {
      table.append("| ").append(type.label());
      for (Readings reading : readings) {
        String seen =
            type.probes().get(0).path().equals(type.column())
                ? reading.types().get(type.column())
                : leaves(type, reading);
        table.append(" | ").append(String.valueOf(seen).replace("|", "\\|").replace("<", "&lt;"));
      }
      table.append(" |\n");
    }
    return table.toString();
  }

  private static String leaves(TypeCase type, Readings reading) {
    String whole = reading.types().get(type.column());
    return whole == null ? "a column for each leaf" : whole;
  }

  private static String readme() throws IOException {
    return Files.readString(ProcessCluster.installation().resolve("README.md"));
  }
}
