package granary.commit;

import granary.dataset.Period;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/** The change of the Iceberg table that a group of commits comes to: one snapshot. */
final class LedgerUpdate {
  private LedgerUpdate() {}

  /** The change; several commits only if all of them add. */
  static SnapshotUpdate<?> of(Table table, List<Intent> commits) {
    SnapshotUpdate<?> update =
        commits.get(0).replaces() ? overwrite(table, commits.get(0)) : append(table, commits);
    SnapshotCommits.write(update, commits);
    return update;
  }

  private static AppendFiles append(Table table, List<Intent> commits) {
    // In this thread: Iceberg looks only every 10 ms whether its pool is done, and in most commits
    // there is next to nothing to do.
    AppendFiles append = table.newAppend().scanManifestsWith(new SameThread());
    LedgerFiles files = new LedgerFiles(table);
    for (Intent commit : commits) {
      commit.files().forEach(file -> append.appendFile(files.of(file)));
    }
    return append;
  }

  /** Takes away what is in the periods when the pointer moves, not what was there at any look. */
  private static OverwriteFiles overwrite(Table table, Intent commit) {
    OverwriteFiles overwrite = table.newOverwrite().overwriteByRowFilter(periods(commit));
    LedgerFiles files = new LedgerFiles(table);
    commit.files().forEach(file -> overwrite.addFile(files.of(file)));
    return overwrite;
  }

  /** The commit's source in the periods of its files, whatever the frequency. */
  private static Expression periods(Intent commit) {
    Set<Period> periods =
        commit.files().stream()
            .map(file -> file.staged().partition().period())
            .collect(Collectors.toCollection(TreeSet::new));
    Expression source = Expressions.equal("source", commit.source());
    return switch (periods.iterator().next().grain()) {
      case NONE -> source;
      case MONTH ->
          Expressions.and(
              source, Expressions.in("month", periods.stream().map(Period::month).toList()));
      case DAY -> Expressions.and(source, Expressions.in("day", days(periods)));
      case HOUR -> Expressions.and(source, hours(periods));
    };
  }

  private static List<Object> days(Collection<Period> periods) {
    return periods.stream().map(period -> (Object) (int) period.day().toEpochDay()).toList();
  }

  private static Expression hours(Collection<Period> periods) {
    Map<Integer, Set<Object>> byDay = new TreeMap<>();
    for (Period period : periods) {
      byDay
          .computeIfAbsent((int) period.day().toEpochDay(), day -> new TreeSet<>())
          .add(period.hour());
    }
    Expression any = Expressions.alwaysFalse();
    for (Map.Entry<Integer, Set<Object>> day : byDay.entrySet()) {
      any =
          Expressions.or(
              any,
              Expressions.and(
                  Expressions.equal("day", day.getKey()), Expressions.in("hour", day.getValue())));
    }
    return any;
  }
}
