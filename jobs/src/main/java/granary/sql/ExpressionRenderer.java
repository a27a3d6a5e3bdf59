package granary.sql;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.avatica.util.TimeUnitRange;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Writes Calcite's expressions in DuckDB's SQL. Where the two differ, Calcite's type decides: the
 * result of each calculation is cast to it. The current time is the job's, not a task's.
 */
final class ExpressionRenderer {
  private final Instant now;

  ExpressionRenderer(Instant now) {
    this.now = now;
  }

  String render(RexNode node) {
    if (node instanceof RexInputRef reference) {
      return FragmentRenderer.column("c" + reference.getIndex());
    }
    if (node instanceof RexLiteral literal) {
      return literal.getTypeName() == SqlTypeName.SYMBOL ? "" : literal(literal);
    }
    if (node instanceof RexCall call) {
      return call(call);
    }
    throw new PlanningException("the expression " + node + " is not supported");
  }

  private static String literal(RexLiteral literal) {
    String text = Literals.of(literal);
    boolean sized = literal.isNull() || literal.getTypeName() == SqlTypeName.DECIMAL;
    boolean untyped = literal.getType().getSqlTypeName() == SqlTypeName.NULL;
    boolean interval = SqlTypeName.INTERVAL_TYPES.contains(literal.getType().getSqlTypeName());
    return sized && !untyped && !interval ? as(text, literal.getType()) : text;
  }

  private static String as(String sql, RelDataType type) {
    return "CAST(" + sql + " AS " + ColumnTypes.of(type).sql() + ")";
  }

  private List<String> operands(RexCall call) {
    return call.getOperands().stream().map(this::render).toList();
  }

  private String call(RexCall call) {
    List<String> in = operands(call);
    return switch (call.getKind()) {
      case AND -> joined(in, " AND ");
      case OR -> joined(in, " OR ");
      case NOT -> "(NOT " + in.get(0) + ")";
      case EQUALS -> joined(in, " = ");
      case NOT_EQUALS -> joined(in, " <> ");
      case LESS_THAN -> joined(in, " < ");
      case LESS_THAN_OR_EQUAL -> joined(in, " <= ");
      case GREATER_THAN -> joined(in, " > ");
      case GREATER_THAN_OR_EQUAL -> joined(in, " >= ");
      case IS_DISTINCT_FROM -> joined(in, " IS DISTINCT FROM ");
      case IS_NOT_DISTINCT_FROM -> joined(in, " IS NOT DISTINCT FROM ");
      case IS_NULL, IS_NOT_NULL, IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE ->
          "(" + in.get(0) + " " + call.getOperator().getName() + ")";
      case LIKE -> like(call, in);
      case RLIKE -> "regexp_matches(" + in.get(0) + ", " + in.get(1) + ")";
      case CASE -> cases(in, call.getType());
      case CAST, SAFE_CAST -> Casts.render(call, in.get(0));
      default -> calculation(call, in);
    };
  }

  private String calculation(RexCall call, List<String> in) {
    String text =
        switch (call.getKind()) {
          case PLUS -> joined(in, " + ");
          case MINUS -> minus(call, in);
          case TIMES -> joined(in, " * ");
          case DIVIDE ->
              "(CAST(" + in.get(0) + " AS DOUBLE) / nullif(CAST(" + in.get(1) + " AS DOUBLE), 0))";
          case MOD -> "(" + in.get(0) + " % nullif(" + in.get(1) + ", 0))";
          case MINUS_PREFIX -> "(-" + in.get(0) + ")";
          case PLUS_PREFIX -> in.get(0);
          case TRIM -> trim(call, in);
          case EXTRACT -> extract(call, in);
          case FLOOR, CEIL -> rounded(call, in);
          case POSITION -> "instr(" + in.get(1) + ", " + in.get(0) + ")";
          case OTHER, OTHER_FUNCTION -> function(call, in);
          default ->
              throw new PlanningException(call.getOperator().getName() + " is not supported");
        };
    boolean interval = SqlTypeName.INTERVAL_TYPES.contains(call.getType().getSqlTypeName());
    return interval ? text : as(text, call.getType());
  }

  private String function(RexCall call, List<String> in) {
    return switch (call.getOperator().getName().toUpperCase(Locale.ROOT)) {
      case "||" -> joined(in, " || ");
      case "SUBSTRING" -> substring(in);
      case "CURRENT_DATE" -> Literals.date(now.atZone(ZoneOffset.UTC).toLocalDate());
      case "CURRENT_TIMESTAMP", "LOCALTIMESTAMP" -> Literals.timestamp(now);
      case "POSITION" -> "instr(" + in.get(1) + ", " + in.get(0) + ")";
      case "LENGTH", "OCTET_LENGTH" ->
          isBytes(call.getOperands().get(0))
              ? "octet_length(" + in.get(0) + ")"
              : Functions.render(call.getOperator(), in);
      default -> Functions.render(call.getOperator(), in);
    };
  }

  private static boolean isBytes(RexNode operand) {
    return SqlTypeName.BINARY_TYPES.contains(operand.getType().getSqlTypeName());
  }

  /** Positions count from 1; one before the first begins at the first. */
  private static String substring(List<String> in) {
    return "substring(" + String.join(", ", in) + ")";
  }

  private static String joined(List<String> operands, String operator) {
    return "(" + String.join(operator, operands) + ")";
  }

  /**
   * The difference of two dates or times is an interval, which only DuckDB's dates count in days.
   */
  private static String minus(RexCall call, List<String> in) {
    boolean interval = SqlTypeName.INTERVAL_TYPES.contains(call.getType().getSqlTypeName());
    RelDataType left = call.getOperands().get(0).getType();
    if (interval && SqlTypeName.DATETIME_TYPES.contains(left.getSqlTypeName())) {
      throw new PlanningException(
          "the difference of two times is not supported; DATEDIFF gives days and UNIX_TIMESTAMP"
              + " seconds");
    }
    return joined(in, " - ");
  }

  private static String like(RexCall call, List<String> in) {
    boolean anyCase = call.getOperator().getName().toUpperCase(Locale.ROOT).contains("ILIKE");
    return "("
        + in.get(0)
        + (anyCase ? " ILIKE " : " LIKE ")
        + in.get(1)
        + (in.size() > 2 ? " ESCAPE " + in.get(2) : "")
        + ")";
  }

  private static String cases(List<String> in, RelDataType type) {
    StringBuilder sql = new StringBuilder("CASE");
    for (int i = 0; i + 1 < in.size(); i += 2) {
      sql.append(" WHEN ").append(in.get(i)).append(" THEN ").append(in.get(i + 1));
    }
    return as(sql.append(" ELSE ").append(in.get(in.size() - 1)).append(" END").toString(), type);
  }

  private String trim(RexCall call, List<String> in) {
    SqlTrimFunction.Flag flag = symbol(call, 0, SqlTrimFunction.Flag.class);
    String function =
        switch (flag) {
          case BOTH -> "trim";
          case LEADING -> "ltrim";
          case TRAILING -> "rtrim";
        };
    return function + "(" + in.get(2) + ", " + in.get(1) + ")";
  }

  private String extract(RexCall call, List<String> in) {
    TimeUnitRange unit = symbol(call, 0, TimeUnitRange.class);
    return switch (unit) {
      case YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE, SECOND ->
          unit.name().toLowerCase(Locale.ROOT) + "(" + in.get(1) + ")";
      case DOY -> "dayofyear(" + in.get(1) + ")";
      case DOW -> "dayofweek(" + in.get(1) + ") + 1";
      case ISODOW -> "isodow(" + in.get(1) + ")";
      case EPOCH -> "floor(epoch(" + in.get(1) + "))";
      default -> throw new PlanningException("EXTRACT(" + unit + ") is not supported");
    };
  }

  private static String rounded(RexCall call, List<String> in) {
    if (in.size() > 1) {
      throw new PlanningException("rounding times is not supported; DATE_TRUNC does it");
    }
    return (call.getKind() == SqlKind.FLOOR ? "floor(" : "ceil(") + in.get(0) + ")";
  }

  private static <E extends Enum<E>> E symbol(RexCall call, int operand, Class<E> type) {
    E value = ((RexLiteral) call.getOperands().get(operand)).getValueAs(type);
    if (value == null) {
      throw new PlanningException(call + " is not supported");
    }
    return value;
  }
}
