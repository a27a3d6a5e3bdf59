package granary.commit;

import granary.catalog.CatalogTable;
import granary.catalog.TableNodes;
import granary.coordination.Node;
import granary.coordination.NodeChange;
import granary.coordination.NodePath;
import granary.coordination.TransactionOutcome.Applied;
import granary.coordination.ZooKeeperConnection;
import granary.dataset.SourceName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Compares the positions of sources with the inputs of the commits that are in the ledger or
 * decided. May run while others commit: the positions are read first, and what they miss then is
 * looked for in them again, since a decision moves them before its commit gets into the ledger.
 */
final class PositionsCheck {
  private final ZooKeeperConnection connection;
  private final FileSystem files;
  private final PendingCommits pending;
  private final Supplier<CatalogTable> tables;

  /** A check of the table that {@code tables} loads, as it is each time. */
  PositionsCheck(
      ZooKeeperConnection connection,
      FileSystem files,
      PendingCommits pending,
      Supplier<CatalogTable> tables) {
    this.connection = connection;
    this.files = files;
    this.pending = pending;
    this.tables = tables;
  }

  /** What is to be done with what differs. */
  enum Remedy {
    TELL,
    REPAIR
  }

  /** What two lists of inputs differ in. */
  private record Comparison(long missing, long unknown, Optional<String> example) {
    boolean isEqual() {
      return missing == 0 && unknown == 0;
    }
  }

  /**
   * Checks every source.
   *
   * @throws IOException if a list that a commit names cannot be read
   */
  List<PositionsDifference> run(Remedy remedy) throws IOException {
    CatalogTable table = tables.get();
    TreeSet<String> sources = new TreeSet<>();
    for (String node : connection.children(TableNodes.positions(table.uuid()))) {
      sources.add(NodePath.decode(node));
    }
    for (Snapshot snapshot : table.table().snapshots()) {
      SnapshotCommits.inputs(snapshot).forEach(commit -> sources.add(commit.source()));
    }
    List<PositionsDifference> differences = new ArrayList<>();
    for (String source : sources) {
      check(table.uuid(), new SourceName(source), remedy).ifPresent(differences::add);
    }
    return differences;
  }

  private Optional<PositionsDifference> check(String uuid, SourceName source, Remedy remedy)
      throws IOException {
    String node = SourcePositions.node(uuid, source);
    Optional<Node> before = connection.read(node);
    CatalogTable table;
    NewestInputs expected =
        new NewestInputs(files, new CommitDirectory(files, tables.get().table().location()));
    for (Intent intent : pending.newestFirst(uuid)) {
      add(expected, intent.source(), intent.inputs(), source);
    }
    // Loaded behind the look at what is decided, so that no commit is missed on its way.
    table = tables.get();
    addLedger(expected, table.table(), source);
    boolean kept = false;
    try {
      Optional<PositionsDifference> found = compare(source, node, before, expected);
      if (found.isEmpty() || remedy == Remedy.TELL) {
        return found;
      }
      SourcePositions positions = SourcePositions.of(connection, files, node, before);
      NodeChange change = positions.change(expected.written(positions.version() + 1));
      // It may have been applied although no answer came: what it names stays.
      kept = true;
      boolean repaired = connection.apply(List.of(change)) instanceof Applied;
      return found.map(
          difference ->
              new PositionsDifference(
                  source,
                  difference.missing(),
                  difference.unknown(),
                  difference.detail()
                      + (repaired ? "" : "; another commit came first, run it again"),
                  repaired));
    } finally {
      if (!kept) {
        expected.discard();
      }
    }
  }

  private static void addLedger(NewestInputs expected, Table table, SourceName source)
      throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    table.snapshots().forEach(snapshots::add);
    for (int i = snapshots.size() - 1; i >= 0; i--) {
      List<SnapshotCommits.WithInputs> commits = SnapshotCommits.inputs(snapshots.get(i));
      for (int j = commits.size() - 1; j >= 0; j--) {
        add(expected, commits.get(j).source(), Optional.of(commits.get(j).inputs()), source);
      }
    }
  }

  private static void add(
      NewestInputs expected, String of, Optional<PositionLists.Entry> inputs, SourceName source)
      throws IOException {
    if (of.equals(source.value()) && inputs.isPresent()) {
      expected.add(inputs.get());
    }
  }

  private Optional<PositionsDifference> compare(
      SourceName source, String node, Optional<Node> before, NewestInputs expected)
      throws IOException {
    try {
      Comparison first = compare(before, expected);
      if (first.missing() > 0) {
        // Decided after the positions were read, and in the ledger since.
        Comparison again = compare(connection.read(node), expected);
        first = new Comparison(again.missing(), first.unknown(), again.example());
      }
      if (first.isEqual()) {
        return Optional.empty();
      }
      return Optional.of(
          new PositionsDifference(
              source, first.missing(), first.unknown(), first.example().orElse(""), false));
    } catch (UncheckedIOException | IOException e) {
      if (connection.read(node).map(Node::version).equals(before.map(Node::version))) {
        return Optional.of(
            new PositionsDifference(
                source, 0, 0, "the list cannot be read: " + e.getMessage(), false));
      }
      throw new IOException("the positions of " + source + " moved meanwhile", e);
    }
  }

  /** A merge of two sorted lists: memory does not grow with them. */
  private Comparison compare(Optional<Node> node, NewestInputs expected) throws IOException {
    PositionLists actual =
        node.map(found -> PositionLists.parse(found.text())).orElse(PositionLists.NONE);
    long missing = 0;
    long unknown = 0;
    Optional<String> example = Optional.empty();
    try (InputListMerge.Merged wanted = InputListMerge.open(files, expected.lists());
        InputListMerge.Merged there = InputListMerge.open(files, actual.lists())) {
      @Nullable IngestedInput one = next(wanted);
      @Nullable IngestedInput other = next(there);
      while (one != null || other != null) {
        int order = order(one, other);
        if (order == 0 && one != null && one.equals(other)) {
          one = next(wanted);
          other = next(there);
          continue;
        }
        @Nullable IngestedInput shown = order <= 0 ? one : other;
        if (example.isEmpty() && shown != null) {
          example = Optional.of("for example " + shown.path());
        }
        if (order <= 0) {
          missing++;
          one = next(wanted);
        }
        if (order >= 0) {
          unknown++;
          other = next(there);
        }
      }
    }
    return new Comparison(missing, unknown, example);
  }

  private static @Nullable IngestedInput next(InputListMerge.Merged inputs) {
    return inputs.hasNext() ? inputs.next() : null;
  }

  private static int order(@Nullable IngestedInput one, @Nullable IngestedInput other) {
    if (one == null) {
      return 1;
    }
    return other == null ? -1 : one.path().compareTo(other.path());
  }
}
