package granary.hive;

import granary.dataset.DatasetName;
import granary.dataset.PartitionKey;
import granary.dataset.PartitionLayout;
import granary.failure.GranaryException;
import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import granary.ledger.LedgerDataset;
import granary.ledger.LedgerPartition;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** A Hive that is reached over JDBC; the session is opened when it is first needed. */
final class JdbcHive implements HiveRegistry {
  /** Measured: a statement with 1,000 clauses adds them 40 times faster than 1,000 statements. */
  private static final int BATCH = 1_000;

  /** Two that register the same partitions at once can make the metastore refuse one of them. */
  private static final int ATTEMPTS = 3;

  /** How often what was moved is looked at again. */
  private static final int ROUNDS = 3;

  private final HiveSettings settings;
  private final Configuration hadoop;
  private final HiveStatements statements;
  private @Nullable HiveConnection connection;

  JdbcHive(HiveSettings settings, Configuration hadoop) {
    this.settings = settings;
    this.hadoop = hadoop;
    this.statements = new HiveStatements(settings.database());
  }

  @Override
  public SyncReport register(
      LedgerDataset dataset, Supplier<? extends Collection<LedgerPartition>> partitions) {
    try {
      createTable(dataset);
      Collection<LedgerPartition> wanted = partitions.get();
      add(dataset, wanted);
      int moved = 0;
      for (int round = 0; round < ROUNDS; round++) {
        int now = moveExchanged(dataset, wanted);
        if (now == 0) {
          break;
        }
        moved += now;
        // Another commit may have exchanged a directory since the ledger was asked.
        wanted = partitions.get();
      }
      return SyncReport.of(wanted.size(), 0, moved);
    } catch (GranaryException e) {
      return SyncReport.delayed(String.valueOf(e.getMessage()));
    }
  }

  /** Only partitions in a later version of their directory can be at another place in Hive. */
  private int moveExchanged(LedgerDataset dataset, Collection<LedgerPartition> partitions) {
    List<LedgerPartition> exchanged =
        partitions.stream()
            .filter(
                partition ->
                    !partition
                        .location()
                        .equals(
                            dataset.location()
                                + "/"
                                + PartitionLayout.path(dataset.dataset().grain(), partition.key())))
            .toList();
    String name = dataset.dataset().name().value();
    List<PartitionKey> keys = exchanged.stream().map(LedgerPartition::key).toList();
    List<LedgerPartition> moved =
        HiveComparison.of(dataset.dataset().grain(), exchanged, keys, places(dataset, keys))
            .moved();
    for (LedgerPartition partition : moved) {
      requireDirectory(partition);
      move(name, partition);
    }
    return moved.size();
  }

  @Override
  public SyncReport sync(
      LedgerDataset dataset, Supplier<? extends Collection<LedgerPartition>> partitions) {
    createTable(dataset);
    SyncReport total = SyncReport.of(0, 0, 0);
    for (int round = 0; round < ROUNDS; round++) {
      SyncReport report = syncOnce(dataset, partitions);
      total =
          SyncReport.of(
              total.added() + report.added(),
              total.dropped() + report.dropped(),
              total.moved() + report.moved());
      if (report.moved() == 0) {
        break;
      }
    }
    return total;
  }

  private SyncReport syncOnce(
      LedgerDataset dataset, Supplier<? extends Collection<LedgerPartition>> partitions) {
    String name = dataset.dataset().name().value();
    // Hive first: what another registers between the two looks is not taken for unknown then.
    List<PartitionKey> known = known(dataset);
    HiveComparison comparison = compare(dataset, partitions.get(), known);
    add(dataset, comparison.missing());
    for (List<PartitionKey> batch : batches(comparison.unknown())) {
      connection().execute(statements.dropPartitions(name, batch));
    }
    for (LedgerPartition moved : comparison.moved()) {
      requireDirectory(moved);
      move(name, moved);
    }
    return SyncReport.of(
        comparison.missing().size(), comparison.unknown().size(), comparison.moved().size());
  }

  @Override
  public List<HiveDifference> check(LedgerDataset dataset, Collection<LedgerPartition> partitions) {
    String name = dataset.dataset().name().value();
    if (!tableExists(name)) {
      return List.of(
          new HiveDifference(
              HiveDifference.Kind.TABLE_MISSING,
              "",
              "Hive has no table " + settings.database() + "." + name));
    }
    Optional<String> other = uuid(name).filter(uuid -> !uuid.equals(dataset.uuid()));
    if (other.isPresent()) {
      return List.of(
          new HiveDifference(
              HiveDifference.Kind.TABLE_OF_ANOTHER_DATASET,
              "",
              "Hive's table belongs to a dataset of this name that was dropped ("
                  + other.get()
                  + ")"));
    }
    return compare(dataset, partitions, known(dataset)).differences();
  }

  @Override
  public boolean drop(DatasetName dataset) {
    if (!tableExists(dataset.value()) || uuid(dataset.value()).isEmpty()) {
      return false;
    }
    connection().execute(statements.dropTable(dataset.value()));
    return true;
  }

  @Override
  public void query(String sql, HiveRows rows) {
    connection().execute(statements.createDatabase());
    connection().execute("USE `" + settings.database() + "`");
    connection().query(sql, rows);
  }

  @Override
  public void close() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private void createTable(LedgerDataset dataset) {
    String name = dataset.dataset().name().value();
    String schemaUrl = new HiveSchemaFile(hadoop).write(dataset);
    connection().execute(statements.createDatabase());
    connection().execute(statements.createTable(dataset, schemaUrl));
    if (uuid(name).filter(uuid -> uuid.equals(dataset.uuid())).isEmpty()) {
      connection().execute(statements.dropTable(name));
      connection().execute(statements.createTable(dataset, schemaUrl));
    }
  }

  private boolean tableExists(String name) {
    connection().execute(statements.createDatabase());
    return !connection().rows(statements.showTables(name)).isEmpty();
  }

  /** The incarnation that the table was made for; empty if it was made by somebody else. */
  private Optional<String> uuid(String name) {
    return connection().rows(statements.showUuid(name)).stream()
        .filter(row -> row.size() > 1 && row.get(0).equals(HiveStatements.UUID_PROPERTY))
        .map(row -> row.get(1))
        .findFirst();
  }

  private List<PartitionKey> known(LedgerDataset dataset) {
    String name = dataset.dataset().name().value();
    return connection().rows(statements.showPartitions(name)).stream()
        .map(row -> PartitionLayout.parse(dataset.dataset().grain(), row.get(0)))
        .toList();
  }

  private HiveComparison compare(
      LedgerDataset dataset, Collection<LedgerPartition> partitions, List<PartitionKey> known) {
    return HiveComparison.of(dataset.dataset().grain(), partitions, known, places(dataset, known));
  }

  /** Where Hive has each of these partitions. */
  private Function<PartitionKey, String> places(LedgerDataset dataset, List<PartitionKey> keys) {
    return new HivePlaces(connection()::rows, statements, dataset).of(keys);
  }

  private void add(LedgerDataset dataset, Collection<LedgerPartition> partitions) {
    partitions.forEach(this::requireDirectory);
    String name = dataset.dataset().name().value();
    for (List<LedgerPartition> batch : batches(partitions)) {
      addBatch(statements.addPartitions(name, batch));
    }
  }

  /**
   * Readers see the partition at the old place, then at the new one. Hive takes a place that is no
   * URI, such as one with a blank, when it adds a partition but not when it moves one: there the
   * partition is away for a moment.
   */
  private void move(String name, LedgerPartition partition) {
    if (isUri(partition.location())) {
      connection().execute(statements.movePartition(name, partition));
    } else {
      connection().execute(statements.dropPartitions(name, List.of(partition.key())));
      addBatch(statements.addPartitions(name, List.of(partition)));
    }
  }

  private static boolean isUri(String location) {
    try {
      return new URI(location).isAbsolute();
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private void addBatch(String statement) {
    for (int attempt = 1; ; attempt++) {
      try {
        connection().execute(statement);
        return;
      } catch (WorkFailedException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Hive reads a location that is not there as no rows, and says nothing. */
  private void requireDirectory(LedgerPartition partition) {
    Path directory = new Path(partition.location());
    try {
      if (!directory.getFileSystem(hadoop).exists(directory)) {
        throw new WorkFailedException(
            "Cannot register a partition in Hive: its directory is not there ("
                + directory
                + "); see granary fsck");
      }
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot register a partition in Hive: " + e.getMessage() + " (" + directory + ")", e);
    }
  }

  private HiveConnection connection() {
    if (connection == null) {
      connection = HiveConnection.open(settings);
    }
    return connection;
  }

  private static <T> List<List<T>> batches(Collection<T> all) {
    List<T> list = List.copyOf(all);
    List<List<T>> batches = new ArrayList<>();
    for (int start = 0; start < list.size(); start += BATCH) {
      batches.add(list.subList(start, Math.min(list.size(), start + BATCH)));
    }
    return batches;
  }
}
