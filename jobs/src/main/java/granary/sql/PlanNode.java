package granary.sql;

import granary.engine.NamedColumn;
import java.util.List;

/**
 * A step of a plan, after Calcite and before DuckDB. Every step calls its output columns {@code
 * c0}, {@code c1}, …; a scan leaves out those that nobody asks for. Expressions are DuckDB's SQL
 * over the input's columns.
 */
sealed interface PlanNode {
  List<NamedColumn> columns();

  /** The steps whose rows this one takes. */
  List<PlanNode> inputs();

  /** Reads the dataset. Its columns are named by their place in the {@link SourceTable}. */
  record Scan(List<NamedColumn> columns) implements PlanNode {
    @Override
    public List<PlanNode> inputs() {
      return List.of();
    }
  }

  /** Reads what another stage wrote. */
  record Exchange(int stage, List<NamedColumn> columns) implements PlanNode {
    @Override
    public List<PlanNode> inputs() {
      return List.of();
    }
  }

  /** Rows that the query itself holds, as expressions. */
  record Rows(List<List<String>> rows, List<NamedColumn> columns) implements PlanNode {
    @Override
    public List<PlanNode> inputs() {
      return List.of();
    }
  }

  record Filter(PlanNode input, String condition) implements PlanNode {
    @Override
    public List<NamedColumn> columns() {
      return input.columns();
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }
  }

  record Project(PlanNode input, List<String> expressions, List<NamedColumn> columns)
      implements PlanNode {
    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }
  }

  /**
   * Groups rows: first the keys, then the calls.
   *
   * @param keys the input's columns to group by
   * @param groupingSets subsets of the keys; one with all of them for a plain GROUP BY
   */
  record Aggregate(
      PlanNode input,
      List<String> keys,
      List<List<String>> groupingSets,
      List<AggregateStep> calls,
      List<NamedColumn> columns)
      implements PlanNode {
    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }
  }

  /**
   * Orders rows and cuts them off.
   *
   * @param order expressions such as {@code c0 DESC NULLS LAST}; empty to cut off only
   * @param limit how many rows, or -1 for all
   */
  record Sort(PlanNode input, List<String> order, long offset, long limit) implements PlanNode {
    @Override
    public List<NamedColumn> columns() {
      return input.columns();
    }

    @Override
    public List<PlanNode> inputs() {
      return List.of(input);
    }
  }
}
