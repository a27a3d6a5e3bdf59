package granary.cli.query;

import granary.jobs.query.QuerySummary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code query --json} prints.
 *
 * @param columns their names
 * @param types their types, as SQL writes them
 * @param rows the values, in the order of the columns; empty with {@code --output}
 * @param rowCount how many rows the result has
 * @param truncated whether it has more rows than are printed
 * @param output the file that holds the rows, or null
 */
record QueryView(
    List<String> columns,
    List<String> types,
    List<List<@Nullable Object>> rows,
    long rowCount,
    boolean truncated,
    @Nullable String output,
    String job,
    double seconds,
    int tasks,
    int partitionsRead,
    int partitionsPruned,
    long filesRead,
    long bytesRead,
    long rowsScanned) {

  static QueryView of(
      Head head, List<List<@Nullable Object>> rows, @Nullable String output, QuerySummary summary) {
    return new QueryView(
        head.columns(),
        head.types(),
        rows,
        head.rowCount(),
        output == null && rows.size() < head.rowCount(),
        output,
        summary.job(),
        head.seconds(),
        summary.tasks(),
        summary.partitionsRead(),
        summary.partitionsPruned(),
        summary.filesRead(),
        summary.bytesRead(),
        summary.rowsScanned());
  }

  /** What is known of a result before its rows are read. */
  record Head(List<String> columns, List<String> types, long rowCount, double seconds) {}
}
