package granary.sql;

import granary.failure.InvalidRequestException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * An earlier state of a dataset: a snapshot's ID, or a time, which means the last commit before it.
 *
 * @param text as the user wrote it: {@code 4051939492}, {@code 2026-11-22T10:00:00Z}, {@code
 *     2026-11-22T10:00:00}, {@code 2026-11-22}; a time without a zone is UTC, a day its beginning
 */
public record AsOf(String text) {
  private static final Pattern SNAPSHOT = Pattern.compile("\\d{10,19}");
  private static final int LISTED = 5;

  public AsOf {
    if (!SNAPSHOT.matcher(text).matches()) {
      time(text);
    }
  }

  /**
   * The ID of the snapshot that is meant.
   *
   * @throws InvalidRequestException if the dataset has none; the message lists the latest
   */
  public long snapshot(Table table) {
    if (SNAPSHOT.matcher(text).matches()) {
      Snapshot snapshot = table.snapshot(Long.parseLong(text));
      if (snapshot == null) {
        throw missing(table, "it has no snapshot of that ID");
      }
      return snapshot.snapshotId();
    }
    long timeMs = time(text).toEpochMilli();
    List<HistoryEntry> history = table.history();
    if (history.isEmpty() || history.get(0).timestampMillis() > timeMs) {
      throw missing(table, "nothing of that time is kept");
    }
    long id = SnapshotUtil.snapshotIdAsOfTime(table, timeMs);
    if (table.snapshot(id) == null) {
      throw missing(table, "the snapshot of that time has expired");
    }
    return id;
  }

  /** The columns as they were then. */
  Schema schema(Table table) {
    return SnapshotUtil.schemaFor(table, snapshot(table));
  }

  private static Instant time(String text) {
    try {
      if (text.length() == 10) {
        return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      String iso = text.replace(' ', 'T');
      boolean zoned = iso.matches(".*(Z|[+-]\\d{2}:?\\d{2})");
      return zoned
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new InvalidRequestException(
          "Cannot query an earlier state: a snapshot's ID or a time such as 2026-11-22T10:00:00Z"
              + " was expected (--as-of "
              + text
              + ")",
          e);
    }
  }

  private InvalidRequestException missing(Table table, String reason) {
    List<Snapshot> snapshots = new ArrayList<>();
    table.snapshots().forEach(snapshots::add);
    String latest =
        snapshots.stream()
            .skip(Math.max(0, snapshots.size() - LISTED))
            .map(s -> s.snapshotId() + " of " + Instant.ofEpochMilli(s.timestampMillis()))
            .collect(Collectors.joining(", "));
    return new InvalidRequestException(
        "Cannot query an earlier state of "
            + table.name().substring(table.name().lastIndexOf('.') + 1)
            + ": "
            + reason
            + "; "
            + (latest.isEmpty() ? "it has no commit yet" : "its latest snapshots are " + latest)
            + " (--as-of "
            + text
            + ")");
  }
}
