package granary.sql;

import granary.engine.ColumnType;
import granary.engine.FragmentDatabase;
import granary.engine.NamedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Writes a stage as one SELECT of DuckDB's, a sub-select for each step. Every output is cast to its
 * declared type: DuckDB's own would differ (HUGEINT becomes DOUBLE in Parquet, DATE + INTERVAL
 * becomes TIMESTAMP), and the next stage relies on it.
 */
final class FragmentRenderer {
  private static final UnaryOperator<String> COLUMN = FragmentRenderer::column;

  private FragmentRenderer() {}

  /**
   * A column of a step's input, in the expressions over it. Qualified, since DuckDB lets the names
   * of outputs stand in expressions too.
   */
  static String column(String name) {
    return "t." + name;
  }

  private static String list(List<String> columns) {
    return columns.stream().map(COLUMN).collect(Collectors.joining(", "));
  }

  /** What stands in a fragment for the rows of another stage. */
  static String placeholder(int stage) {
    return "${stage" + stage + "}";
  }

  static String render(PlanNode node) {
    if (node instanceof PlanNode.Scan scan) {
      return scan(scan);
    }
    if (node instanceof PlanNode.Exchange exchange) {
      return "SELECT * FROM " + placeholder(exchange.stage());
    }
    if (node instanceof PlanNode.Rows rows) {
      return rows(rows);
    }
    if (node instanceof PlanNode.Filter filter) {
      return "SELECT * FROM " + nested(filter.input()) + " WHERE " + filter.condition();
    }
    if (node instanceof PlanNode.Project project) {
      return "SELECT "
          + outputs(project.expressions(), project.columns())
          + " FROM "
          + nested(project.input());
    }
    return node instanceof PlanNode.Aggregate aggregate
        ? aggregate(aggregate)
        : sort((PlanNode.Sort) node);
  }

  private static String nested(PlanNode node) {
    return "(" + render(node) + ") t";
  }

  private static String outputs(List<String> expressions, List<NamedColumn> columns) {
    if (columns.isEmpty()) {
      return "1 AS nothing";
    }
    List<String> outputs = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      outputs.add(
          "CAST("
              + expressions.get(i)
              + " AS "
              + columns.get(i).type().sql()
              + ") AS "
              + columns.get(i).name());
    }
    return String.join(", ", outputs);
  }

  private static String scan(PlanNode.Scan scan) {
    String columns =
        scan.columns().stream()
            .map(
                column ->
                    column.type().kind() == ColumnType.Kind.VARBINARY
                        ? "unhex(" + column.name() + ") AS " + column.name()
                        : column.name())
            .collect(Collectors.joining(", "));
    return "SELECT "
        + (columns.isEmpty() ? "1 AS nothing" : columns)
        + " FROM "
        + FragmentDatabase.SCAN;
  }

  private static String rows(PlanNode.Rows rows) {
    String where = rows.rows().isEmpty() ? " WHERE false" : "";
    List<List<String>> values =
        rows.rows().isEmpty()
            ? List.of(rows.columns().stream().map(column -> "NULL").toList())
            : rows.rows();
    return values.stream()
        .map(row -> "SELECT " + outputs(row, rows.columns()) + where)
        .collect(Collectors.joining(" UNION ALL "));
  }

  private static String sort(PlanNode.Sort sort) {
    StringBuilder sql = new StringBuilder("SELECT * FROM ").append(nested(sort.input()));
    if (!sort.order().isEmpty()) {
      sql.append(" ORDER BY ").append(String.join(", ", sort.order()));
    }
    if (sort.limit() >= 0) {
      sql.append(" LIMIT ").append(sort.limit());
    }
    if (sort.offset() > 0) {
      sql.append(" OFFSET ").append(sort.offset());
    }
    return sql.toString();
  }

  private static String aggregate(PlanNode.Aggregate aggregate) {
    List<String> expressions = new ArrayList<>(aggregate.keys().stream().map(COLUMN).toList());
    aggregate.calls().forEach(call -> expressions.add(call(call)));
    String sql =
        "SELECT "
            + outputs(expressions, aggregate.columns())
            + " FROM "
            + nested(aggregate.input());
    boolean plain =
        aggregate.groupingSets().size() == 1
            && aggregate.groupingSets().get(0).equals(aggregate.keys());
    if (plain) {
      return aggregate.keys().isEmpty()
          ? sql + (aggregate.calls().isEmpty() ? " GROUP BY ()" : "")
          : sql + " GROUP BY " + list(aggregate.keys());
    }
    return sql
        + aggregate.groupingSets().stream()
            .map(set -> "(" + list(set) + ")")
            .collect(Collectors.joining(", ", " GROUP BY GROUPING SETS (", ")"));
  }

  private static String call(AggregateStep step) {
    List<String> arguments = step.arguments().stream().map(COLUMN).toList();
    String argument = arguments.isEmpty() ? "*" : arguments.get(0);
    return switch (step.function()) {
      case COUNT -> count(step, arguments);
      case SUM, PARTIAL_SUM, MIN, MAX, STDDEV_POP, STDDEV_SAMP, VAR_POP, VAR_SAMP ->
          plain(step, argument);
      case AVG ->
          "CAST("
              + with(step, "sum", argument)
              + " AS DOUBLE) / nullif("
              + with(step, "count", argument)
              + ", 0)";
      case SUM_OF_COUNTS -> "coalesce(sum(" + argument + "), 0)";
      case SUM_OF_SUMS -> "sum(" + argument + ")";
      case AVG_OF_SUMS ->
          "CAST(sum(" + argument + ") AS DOUBLE) / nullif(sum(" + arguments.get(1) + "), 0)";
      case GROUPING -> "grouping(" + String.join(", ", arguments) + ")";
    };
  }

  private static String count(AggregateStep step, List<String> arguments) {
    if (arguments.size() < 2) {
      return with(step, "count", arguments.isEmpty() ? "*" : arguments.get(0));
    }
    String present =
        arguments.stream().map(name -> name + " IS NOT NULL").collect(Collectors.joining(" AND "));
    String row = "row(" + String.join(", ", arguments) + ")";
    return with(step, "count", "CASE WHEN " + present + " THEN " + row + " END");
  }

  private static String plain(AggregateStep step, String argument) {
    String name =
        switch (step.function()) {
          case PARTIAL_SUM -> "sum";
          default -> step.function().name().toLowerCase(java.util.Locale.ROOT);
        };
    return with(step, name, argument);
  }

  private static String with(AggregateStep step, String function, String argument) {
    return function
        + "("
        + (step.distinct() ? "DISTINCT " : "")
        + argument
        + ")"
        + (step.filter().isEmpty() ? "" : " FILTER (WHERE " + column(step.filter()) + ")");
  }
}
