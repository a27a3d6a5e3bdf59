package granary.hive;

import granary.dataset.PartitionKey;
import granary.failure.InvalidRequestException;
import granary.failure.WorkFailedException;
import granary.ledger.LedgerDataset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out where Hive has partitions. Hive describes one partition a statement, which takes a
 * tenth of a second; the plan of a query names the locations of all that it would read, a thousand
 * in two seconds.
 */
final class HivePlaces {
  /** Sends a statement and hands on the rows of its answer. */
  @FunctionalInterface
  interface Statements {
    void rows(String sql, Consumer<List<String>> rows);
  }

  private static final Logger LOG = LoggerFactory.getLogger(HivePlaces.class);

  /** Partitions of a plan, which Hive holds in memory and prints in 40 lines each. */
  private static final int BATCH = 1_000;

  /** Sources of a plan: some databases below Hive refuse long conditions. */
  private static final int SOURCES = 100;

  /** So few are described sooner than planned. */
  private static final int FEW = 3;

  private static final Comparator<PartitionKey> BY_PERIOD =
      Comparator.comparing(PartitionKey::period);

  private final Statements hive;
  private final HiveStatements statements;
  private final String name;

  HivePlaces(Statements hive, HiveStatements statements, LedgerDataset dataset) {
    this(hive, statements, dataset.dataset().name().value());
  }

  HivePlaces(Statements hive, HiveStatements statements, String name) {
    this.hive = hive;
    this.statements = statements;
    this.name = name;
  }

  /** The location of each of these partitions; empty text for one that has none in Hive. */
  Function<PartitionKey, String> of(List<PartitionKey> keys) {
    PlannedPlaces planned = new PlannedPlaces();
    if (keys.size() > FEW) {
      plan(keys, planned);
    }
    return key -> planned.of(key).orElseGet(() -> described(key));
  }

  /** A Hive that plans otherwise than we know is asked for each partition. */
  private void plan(List<PartitionKey> keys, PlannedPlaces planned) {
    try {
      for (List<PartitionKey> batch : batches(keys)) {
        Set<String> sources = new LinkedHashSet<>();
        batch.forEach(key -> sources.add(key.source().value()));
        PartitionKey first = batch.stream().min(BY_PERIOD).orElseThrow();
        PartitionKey last = batch.stream().max(BY_PERIOD).orElseThrow();
        hive.rows(statements.explain(name, sources, first, last), planned);
      }
    } catch (InvalidRequestException | WorkFailedException e) {
      LOG.info("Asks Hive for each of {} partitions of {}", keys.size(), name, e);
    }
  }

  /**
   * Whole sources together as long as they are small; a large one in batches of its own, by time.
   */
  private static List<List<PartitionKey>> batches(List<PartitionKey> keys) {
    Map<String, List<PartitionKey>> bySource =
        keys.stream()
            .collect(
                Collectors.groupingBy(
                    key -> key.source().value(), TreeMap::new, Collectors.toList()));
    List<List<PartitionKey>> batches = new ArrayList<>();
    List<PartitionKey> open = new ArrayList<>();
    int sources = 0;
    for (List<PartitionKey> source : bySource.values()) {
      if (sources == SOURCES || open.size() + source.size() > BATCH) {
        batches.add(open);
        open = new ArrayList<>();
        sources = 0;
      }
      if (source.size() > BATCH) {
        List<PartitionKey> sorted = source.stream().sorted(BY_PERIOD).toList();
        for (int start = 0; start < sorted.size(); start += BATCH) {
          batches.add(sorted.subList(start, Math.min(sorted.size(), start + BATCH)));
        }
      } else {
        open.addAll(source);
        sources++;
      }
    }
    batches.add(open);
    batches.removeIf(List::isEmpty);
    return batches;
  }

  private String described(PartitionKey key) {
    List<String> places = new ArrayList<>();
    hive.rows(
        statements.describe(name, key),
        row -> {
          if (row.size() > 1 && row.get(0).equals("Location:")) {
            places.add(row.get(1));
          }
        });
    return places.isEmpty() ? "" : places.get(0);
  }
}
