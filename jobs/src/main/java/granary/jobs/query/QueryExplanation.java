package granary.jobs.query;

import granary.engine.NamedColumn;
import granary.engine.ScanColumn;
import granary.sql.QueryPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a query would do; the fields of {@code query --explain --json}.
 *
 * @param columns the result's columns
 * @param dataset what it reads; null if it reads nothing
 * @param snapshot the ledger's snapshot that is read; null before the first commit
 * @param filter the condition by which partitions and files drop out, in the ledger's words
 * @param fields the dataset's fields that are decoded
 * @param partitionsRead partitions of which files are read
 * @param partitionsPruned partitions that need not be read
 * @param filesRead files that are read
 * @param filesPruned files that need not be read
 * @param bytesRead the length of those that are read
 * @param stages the job's stages in order
 */
public record QueryExplanation(
    List<String> columns,
    @Nullable String dataset,
    @Nullable Long snapshot,
    @Nullable String filter,
    List<String> fields,
    int partitionsRead,
    int partitionsPruned,
    int filesRead,
    int filesPruned,
    long bytesRead,
    List<Stage> stages) {
  /**
   * One stage.
   *
   * @param name {@code scan} or {@code final}
   * @param tasks how many tasks it has
   * @param inputs the stages whose rows it takes
   * @param columns the types of what it delivers
   * @param fragment the SQL that each of its tasks runs in DuckDB
   */
  public record Stage(
      String name, int tasks, List<Integer> inputs, List<String> columns, String fragment) {}

  static QueryExplanation of(QueryPlan plan, ScanPlan scan) {
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < plan.stages().size(); i++) {
      QueryPlan.Stage stage = plan.stages().get(i);
      boolean scans = i == 0 && plan.scan().isPresent();
      stages.add(
          new Stage(
              scans ? "scan" : "final",
              scans ? scan.tasks().size() : 1,
              stage.inputs(),
              stage.columns().stream().map(column -> column.type().sql()).toList(),
              stage.sql()));
    }
    return new QueryExplanation(
        plan.columns().stream().map(NamedColumn::name).toList(),
        plan.scan().map(QueryPlan.TableScanPlan::table).orElse(null),
        scan.snapshot().isPresent() ? (Long) scan.snapshot().getAsLong() : null,
        plan.scan().map(table -> table.filter().toString()).orElse(null),
        plan.scan().map(QueryExplanation::fields).orElse(List.of()),
        scan.partitionsRead(),
        scan.partitionsPruned(),
        scan.files(),
        scan.filesPruned(),
        scan.bytes(),
        stages);
  }

  private static List<String> fields(QueryPlan.TableScanPlan scan) {
    return scan.columns().stream()
        .map(ScanColumn::path)
        .map(path -> String.join(".", path))
        .toList();
  }

  /** Lines for people. */
  public String text() {
    StringBuilder text = new StringBuilder();
    if (dataset != null) {
      text.append(
          String.format(
              Locale.ROOT,
              "Reads %s%s: %,d partitions, %,d pruned; %,d files, %,d pruned; %,d bytes%n",
              dataset,
              snapshot == null ? " (no commit yet)" : " at snapshot " + snapshot,
              partitionsRead,
              partitionsPruned,
              filesRead,
              filesPruned,
              bytesRead));
      text.append("Keeps what may match ").append(filter).append('\n');
      text.append("Decodes ").append(String.join(", ", fields)).append('\n');
    }
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      text.append(
          String.format(Locale.ROOT, "Stage %d, %s, %,d tasks", i, stage.name, stage.tasks));
      if (!stage.inputs.isEmpty()) {
        text.append(", over the rows of stage ").append(stage.inputs.get(0));
      }
      text.append(":\n  ").append(stage.fragment).append('\n');
    }
    return text.toString();
  }
}
