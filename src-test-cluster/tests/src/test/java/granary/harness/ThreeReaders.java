package granary.harness;

import granary.dataset.DatasetName;
import granary.hive.HiveRegistry;
import granary.hive.HiveRows;
import granary.ledger.Ledger;
import granary.ledger.Ledgers;
import granary.settings.Settings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * What Granary's query, Iceberg's own reader and Hive see of a dataset with a text field: how many
 * records have each of its values. Used by one thread.
 */
public final class ThreeReaders implements AutoCloseable {
  private final ProcessCluster cluster;
  private final DatasetName dataset;
  private final String field;
  private final Ledger ledger;
  private final HiveRegistry hive;

  private final Map<String, String> options;

  /**
   * Readers of a dataset that there may be only later.
   *
   * @param options settings beside the cluster's own
   */
  public ThreeReaders(
      ProcessCluster cluster, String dataset, String field, Map<String, String> options) {
    this.cluster = cluster;
    this.options = Map.copyOf(options);
    this.dataset = new DatasetName(dataset);
    this.field = field;
    this.ledger = Ledgers.open(settings(), cluster.hadoop());
    this.hive = HiveRegistry.open(settings(), cluster.hadoop());
  }

  private Settings settings() {
    Map<String, String> all = new TreeMap<>(options);
    all.put("zookeeper.connect", cluster.zookeeper());
    all.put("hive.url", cluster.hiveUrl());
    return Settings.received(all);
  }

  /** By Iceberg's generic reader. */
  public Map<String, Long> iceberg() throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(ledger.table(dataset)).select(field).build()) {
      for (Record record : records) {
        counts.merge(String.valueOf(record.getField(field)), 1L, Long::sum);
      }
    }
    return counts;
  }

  /** By HiveServer2 over JDBC. */
  public Map<String, Long> hive() {
    Map<String, Long> counts = new TreeMap<>();
    hive.query(
        sql(),
        new HiveRows() {
          @Override
          public void columns(List<String> names) {
            if (names.size() != 2) {
              throw new AssertionError("two columns were asked for: " + names);
            }
          }

          @Override
          public void row(List<@Nullable Object> values) {
            counts.put(
                String.valueOf(values.get(0)), Long.parseLong(String.valueOf(values.get(1))));
          }
        });
    return counts;
  }

  /** By a query of Granary's, in a process of its own. */
  public Map<String, Long> granary() {
    Map<String, Long> counts = new TreeMap<>();
    List<String> words = new ArrayList<>(List.of("--json", "--execution", "local"));
    options.forEach((key, value) -> words.addAll(List.of("-D", key + "=" + value)));
    words.addAll(List.of("query", sql()));
    cluster
        .granary(words.toArray(String[]::new))
        .succeeded()
        .json()
        .path("rows")
        .forEach(row -> counts.put(row.path(0).asText(), row.path(1).asLong()));
    return counts;
  }

  /** Runs a statement in Hive. */
  public void inHive(String statement) {
    hive.query(
        statement,
        new HiveRows() {
          @Override
          public void columns(List<String> names) {}

          @Override
          public void row(List<@Nullable Object> values) {}
        });
  }

  private String sql() {
    return "select " + field + ", count(*) from " + dataset + " group by " + field;
  }

  @Override
  public void close() {
    hive.close();
    ledger.close();
  }
}
