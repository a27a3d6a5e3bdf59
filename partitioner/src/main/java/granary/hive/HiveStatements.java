package granary.hive;

import granary.dataset.Grain;
import granary.dataset.PartitionColumns;
import granary.dataset.PartitionKey;
import granary.ledger.LedgerDataset;
import granary.ledger.LedgerPartition;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The text of the statements that the registry sends, for one database. */
final class HiveStatements {
  /** The table property that holds the dataset's incarnation. */
  static final String UUID_PROPERTY = "granary.uuid";

  private final String database;

  HiveStatements(String database) {
    this.database = database;
  }

  String createDatabase() {
    return "CREATE DATABASE IF NOT EXISTS " + name(database);
  }

  String createTable(LedgerDataset dataset, String schemaUrl) {
    return "CREATE EXTERNAL TABLE IF NOT EXISTS "
        + table(dataset.dataset().name().value())
        + " PARTITIONED BY ("
        + PartitionColumns.names(dataset.dataset().grain()).stream()
            .map(column -> name(column) + " " + type(column))
            .collect(Collectors.joining(", "))
        + ") STORED AS AVRO LOCATION "
        + literal(dataset.location())
        + " TBLPROPERTIES ('avro.schema.url'="
        + literal(schemaUrl)
        + ", 'external.table.purge'='false', '"
        + UUID_PROPERTY
        + "'="
        + literal(dataset.uuid())
        + ")";
  }

  String dropTable(String dataset) {
    return "DROP TABLE IF EXISTS " + table(dataset);
  }

  String showUuid(String dataset) {
    return "SHOW TBLPROPERTIES " + table(dataset) + "('" + UUID_PROPERTY + "')";
  }

  String showTables(String dataset) {
    return "SHOW TABLES IN " + name(database) + " LIKE " + literal(dataset);
  }

  String showPartitions(String dataset) {
    return "SHOW PARTITIONS " + table(dataset);
  }

  String describe(String dataset, PartitionKey key) {
    return "DESCRIBE FORMATTED " + table(dataset) + " PARTITION " + partition(key);
  }

  /**
   * The plan of a query over all partitions of these sources, between two periods of a grain that
   * has some, which names the location of each.
   */
  String explain(
      String dataset, Collection<String> sources, PartitionKey first, PartitionKey last) {
    String query =
        "EXPLAIN EXTENDED SELECT 1 FROM "
            + table(dataset)
            + " WHERE "
            + name("source")
            + " IN "
            + sources.stream()
                .map(HiveStatements::literal)
                .collect(Collectors.joining(", ", "(", ")"));
    List<String> columns = PartitionColumns.names(first.period().grain());
    if (columns.size() == 2) {
      return query;
    }
    String column = columns.get(2);
    return query
        + " AND "
        + name(column)
        + " BETWEEN "
        + value(first, column)
        + " AND "
        + value(last, column);
  }

  String addPartitions(String dataset, Collection<LedgerPartition> partitions) {
    return "ALTER TABLE "
        + table(dataset)
        + " ADD IF NOT EXISTS "
        + partitions.stream()
            .map(
                partition ->
                    "PARTITION "
                        + partition(partition.key())
                        + " LOCATION "
                        + literal(partition.location()))
            .collect(Collectors.joining(" "));
  }

  String dropPartitions(String dataset, Collection<PartitionKey> keys) {
    return "ALTER TABLE "
        + table(dataset)
        + " DROP IF EXISTS "
        + keys.stream().map(key -> "PARTITION " + partition(key)).collect(Collectors.joining(", "));
  }

  String movePartition(String dataset, LedgerPartition partition) {
    return "ALTER TABLE "
        + table(dataset)
        + " PARTITION "
        + partition(partition.key())
        + " SET LOCATION "
        + literal(partition.location());
  }

  private String table(String dataset) {
    return name(database) + "." + name(dataset);
  }

  private static String type(String column) {
    return switch (column) {
      case "day" -> "date";
      case "hour" -> "int";
      default -> "string";
    };
  }

  private static String partition(PartitionKey key) {
    Grain grain = key.period().grain();
    List<String> names = PartitionColumns.names(grain);
    return names.stream()
        .map(column -> name(column) + "=" + value(key, column))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String value(PartitionKey key, String column) {
    String text = text(key, column);
    return column.equals("hour") ? text : literal(text);
  }

  /** A partition's value in one of its columns, as Hive prints it. */
  static String text(PartitionKey key, String column) {
    return switch (column) {
      case "source" -> key.source().value();
      case "frequency" -> key.frequency().value();
      case "month" -> key.period().month();
      case "day" -> key.period().day().toString();
      default -> Integer.toString(key.period().hour());
    };
  }

  private static String name(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** Text as Hive reads it back: its literals know backslashes, also in single quotes. */
  static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
