package granary.sql;

import granary.engine.NamedColumn;
import granary.engine.ScanColumn;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.expressions.Expression;

/**
 * A query, cut into stages.
 *
 * @param columns the result's columns, as the user named them
 * @param stages in order; the last one's rows are the result
 * @param scan what the first stage reads; empty if the query reads no dataset
 */
public record QueryPlan(
    List<NamedColumn> columns, List<Stage> stages, Optional<TableScanPlan> scan) {
  public QueryPlan {
    columns = List.copyOf(columns);
    stages = List.copyOf(stages);
  }

  /**
   * One stage.
   *
   * @param sql DuckDB's SQL, in which {@link QueryPlanner#placeholder} stands for other stages'
   *     rows
   * @param columns what it delivers
   * @param inputs the stages that it reads; none for a scan
   */
  public record Stage(String sql, List<NamedColumn> columns, List<Integer> inputs) {
    public Stage {
      columns = List.copyOf(columns);
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * What is read of a dataset.
   *
   * @param table its name
   * @param columns those that the scan delivers
   * @param filter holds for every row that counts; files and partitions without such rows need not
   *     be read
   */
  public record TableScanPlan(String table, List<ScanColumn> columns, Expression filter) {
    public TableScanPlan {
      columns = List.copyOf(columns);
    }
  }
}
