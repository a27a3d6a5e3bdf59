package granary.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;

/**
 * The commits that snapshots hold. A snapshot may hold several: whoever moves the pointer takes
 * along what others have decided. Its summary has an entry for each, so that it is found by its ID
 * as long as the snapshot is kept; whoever lets snapshots expire has to keep these entries.
 */
public final class SnapshotCommits {
  private static final String PREFIX = "granary.commit.";
  private static final String COMMIT_ID = "granary.commit-id";

  private SnapshotCommits() {}

  /**
   * The entry of one commit in the summary of its snapshot.
   *
   * @param order its place among those of the snapshot, in the order in which they were decided
   */
  private record Entry(
      int order,
      CommitKind kind,
      String source,
      Optional<PositionLists.Entry> inputs,
      Map<String, String> summary) {}

  /**
   * A commit with what it was made from.
   *
   * @param source whose inputs it holds
   * @param inputs the list of its inputs
   */
  record WithInputs(String source, PositionLists.Entry inputs) {}

  /** The commits that a snapshot holds, in the order in which they were decided. */
  public static List<CommitResult> of(Snapshot snapshot) {
    return entries(snapshot).stream()
        .map(
            entry -> {
              CommitId id = new CommitId(entry.getKey());
              Map<String, String> summary = summary(id, entry.getValue().summary());
              return new CommitResult(id, snapshot.snapshotId(), true, summary);
            })
        .toList();
  }

  /** The IDs of the commits that a snapshot holds, unordered. */
  static List<CommitId> ids(Snapshot snapshot) {
    return snapshot.summary().keySet().stream()
        .filter(key -> key.startsWith(PREFIX))
        .map(key -> new CommitId(key.substring(PREFIX.length())))
        .toList();
  }

  /** What a snapshot's commits were made from, in the order in which they were decided. */
  static List<WithInputs> inputs(Snapshot snapshot) {
    List<WithInputs> found = new ArrayList<>();
    for (Map.Entry<String, Entry> entry : entries(snapshot)) {
      entry
          .getValue()
          .inputs()
          .ifPresent(list -> found.add(new WithInputs(entry.getValue().source(), list)));
    }
    return found;
  }

  /**
   * The commit of this ID, newest first.
   *
   * @param table a table that was refreshed after the commit may have landed
   */
  static Optional<CommitRecord> find(Table table, CommitId id) {
    List<Snapshot> snapshots = new ArrayList<>();
    table.snapshots().forEach(snapshots::add);
    for (int i = snapshots.size() - 1; i >= 0; i--) {
      String json = snapshots.get(i).summary().get(PREFIX + id);
      if (json != null) {
        return Optional.of(
            new CommitRecord(
                id, snapshots.get(i).snapshotId(), summary(id, parse(json).summary())));
      }
    }
    return Optional.empty();
  }

  /** A commit that is known to be in this snapshot. */
  static CommitRecord record(Intent commit, long snapshotId) {
    return new CommitRecord(commit.id(), snapshotId, summary(commit.id(), commit.summary()));
  }

  /** Puts the commits' entries into the summary of the snapshot that is to hold them. */
  static void write(SnapshotUpdate<?> update, List<Intent> commits) {
    for (int order = 0; order < commits.size(); order++) {
      Intent commit = commits.get(order);
      Entry entry =
          new Entry(order, commit.kind(), commit.source(), commit.inputs(), commit.summary());
      update.set(PREFIX + commit.id(), HdfsJson.text(entry));
    }
  }

  private static Map<String, String> summary(CommitId id, Map<String, String> requested) {
    Map<String, String> summary = new HashMap<>(requested);
    summary.put(COMMIT_ID, id.value());
    return summary;
  }

  private static List<Map.Entry<String, Entry>> entries(Snapshot snapshot) {
    List<Map.Entry<String, Entry>> entries = new ArrayList<>();
    snapshot
        .summary()
        .forEach(
            (key, json) -> {
              if (key.startsWith(PREFIX)) {
                entries.add(Map.entry(key.substring(PREFIX.length()), parse(json)));
              }
            });
    entries.sort(Comparator.comparingInt(entry -> entry.getValue().order()));
    return entries;
  }

  private static Entry parse(String json) {
    try {
      return HdfsJson.MAPPER.readValue(json, Entry.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Invalid commit in a snapshot's summary: " + json, e);
    }
  }
}
