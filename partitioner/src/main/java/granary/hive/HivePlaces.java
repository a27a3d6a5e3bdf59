package granary.hive;

import granary.dataset.PartitionKey;
import granary.ledger.LedgerDataset;
import java.util.List;
import java.util.function.Function;

/** Finds out where Hive has partitions. */
final class HivePlaces {
  private final HiveConnection connection;
  private final HiveStatements statements;
  private final String name;

  HivePlaces(HiveConnection connection, HiveStatements statements, LedgerDataset dataset) {
    this.connection = connection;
    this.statements = statements;
    this.name = dataset.dataset().name().value();
  }

  /** The location of each of these partitions; empty text for one that Hive does not have. */
  Function<PartitionKey, String> of(List<PartitionKey> keys) {
    return this::described;
  }

  private String described(PartitionKey key) {
    return connection.rows(statements.describe(name, key)).stream()
        .filter(row -> row.size() > 1 && row.get(0).equals("Location:"))
        .map(row -> row.get(1))
        .findFirst()
        .orElse("");
  }
}
