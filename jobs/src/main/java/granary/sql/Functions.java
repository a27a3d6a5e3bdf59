package granary.sql;

import static org.apache.calcite.sql.type.SqlTypeFamily.ANY;
import static org.apache.calcite.sql.type.SqlTypeFamily.BINARY;
import static org.apache.calcite.sql.type.SqlTypeFamily.BOOLEAN;
import static org.apache.calcite.sql.type.SqlTypeFamily.CHARACTER;
import static org.apache.calcite.sql.type.SqlTypeFamily.DATE;
import static org.apache.calcite.sql.type.SqlTypeFamily.DATETIME;
import static org.apache.calcite.sql.type.SqlTypeFamily.INTEGER;
import static org.apache.calcite.sql.type.SqlTypeFamily.NUMERIC;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeFamily;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.jspecify.annotations.Nullable;

/**
 * The functions that SQL may call, with their types and what DuckDB calls them. Whatever is not
 * here, or among {@link Operators}, is refused at planning. Names and meanings are Hive's where
 * Hive has them.
 */
final class Functions {
  private static final SqlReturnTypeInference TEXT = ReturnTypes.VARCHAR_NULLABLE;
  private static final SqlReturnTypeInference WHOLE = ReturnTypes.INTEGER_NULLABLE;
  private static final SqlReturnTypeInference REAL = ReturnTypes.DOUBLE_NULLABLE;
  private static final SqlReturnTypeInference DAY = ReturnTypes.DATE_NULLABLE;
  private static final SqlReturnTypeInference SAME = ReturnTypes.ARG0_NULLABLE;
  private static final SqlReturnTypeInference COMMON =
      ReturnTypes.LEAST_RESTRICTIVE.andThen(SqlTypeTransforms.FORCE_NULLABLE);
  private static final SqlOperandTypeChecker TEXT_OR_BYTES =
      OperandTypes.family(CHARACTER).or(OperandTypes.family(BINARY));
  private static final int MANY = 20;

  /** A function and its DuckDB text, in which {@code {0}} is the first operand. */
  private record Template(SqlFunction function, String text) {}

  private static final Map<String, Template> BY_NAME = build();

  private Functions() {}

  static Collection<? extends SqlOperator> all() {
    return BY_NAME.values().stream().map(Template::function).toList();
  }

  /** Our function of that name, or null. */
  static @Nullable SqlFunction named(String name) {
    Template template = BY_NAME.get(name.toUpperCase(Locale.ROOT));
    return template == null ? null : template.function();
  }

  // Another operator may bear the same name, and an operator's equals goes by the name.
  @SuppressWarnings("ReferenceEquality")
  static boolean has(SqlOperator operator) {
    Template template = BY_NAME.get(operator.getName());
    return template != null && template.function() == operator;
  }

  /** DuckDB's text for a call. */
  static String render(SqlOperator operator, List<String> operands) {
    Template template = BY_NAME.get(operator.getName());
    if (template == null) {
      throw new PlanningException("the function " + operator.getName() + " is not supported");
    }
    String text = template.text();
    if (text.contains("{*}")) {
      return text.replace("{*}", String.join(", ", operands));
    }
    if (text.contains("{and}")) {
      String nulls = String.join(" IS NULL OR ", operands) + " IS NULL";
      String name = text.substring("{and}".length());
      return "CASE WHEN "
          + nulls
          + " THEN NULL ELSE "
          + name
          + "("
          + String.join(", ", operands)
          + ") END";
    }
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{') {
        sql.append(operands.get(text.charAt(i + 1) - '0'));
        i += 2;
      } else {
        sql.append(c);
      }
    }
    return sql.toString();
  }

  private static Map<String, Template> build() {
    Map<String, Template> functions = new TreeMap<>();
    addText(functions);
    addNumbers(functions);
    addTimes(functions);
    addItems(functions);
    add(functions, "GREATEST", COMMON, "{and}greatest", 1, MANY, ANY);
    add(functions, "LEAST", COMMON, "{and}least", 1, MANY, ANY);
    SqlReturnTypeInference branches =
        opBinding ->
            opBinding
                .getTypeFactory()
                .createTypeWithNullability(
                    Objects.requireNonNull(
                        opBinding
                            .getTypeFactory()
                            .leastRestrictive(
                                List.of(opBinding.getOperandType(1), opBinding.getOperandType(2)))),
                    true);
    add(functions, "IF", branches, "CASE WHEN {0} THEN {1} ELSE {2} END", BOOLEAN, ANY, ANY);
    return functions;
  }

  private static void addText(Map<String, Template> to) {
    add(to, "UPPER", TEXT, "upper({0})", CHARACTER);
    add(to, "LOWER", TEXT, "lower({0})", CHARACTER);
    put(to, "LENGTH", WHOLE, "length({0})", TEXT_OR_BYTES);
    add(to, "CHAR_LENGTH", WHOLE, "length({0})", CHARACTER);
    add(to, "CHARACTER_LENGTH", WHOLE, "length({0})", CHARACTER);
    put(to, "OCTET_LENGTH", WHOLE, "strlen({0})", TEXT_OR_BYTES);
    add(to, "LTRIM", TEXT, "ltrim({0})", CHARACTER);
    add(to, "RTRIM", TEXT, "rtrim({0})", CHARACTER);
    add(to, "LPAD", TEXT, "lpad({0}, CAST({1} AS INTEGER), {2})", CHARACTER, INTEGER, CHARACTER);
    add(to, "RPAD", TEXT, "rpad({0}, CAST({1} AS INTEGER), {2})", CHARACTER, INTEGER, CHARACTER);
    add(to, "REPLACE", TEXT, "replace({0}, {1}, {2})", CHARACTER, CHARACTER, CHARACTER);
    add(to, "REVERSE", TEXT, "reverse({0})", CHARACTER);
    add(to, "INSTR", WHOLE, "instr({0}, {1})", CHARACTER, CHARACTER);
    add(to, "LEFT", TEXT, "left({0}, {1})", CHARACTER, INTEGER);
    add(to, "RIGHT", TEXT, "right({0}, {1})", CHARACTER, INTEGER);
    add(to, "REPEAT", TEXT, "repeat({0}, {1})", CHARACTER, INTEGER);
    add(to, "SPLIT_PART", TEXT, "split_part({0}, {1}, {2})", CHARACTER, CHARACTER, INTEGER);
    add(
        to,
        "STARTS_WITH",
        ReturnTypes.BOOLEAN_NULLABLE,
        "starts_with({0}, {1})",
        CHARACTER,
        CHARACTER);
    add(to, "ENDS_WITH", ReturnTypes.BOOLEAN_NULLABLE, "ends_with({0}, {1})", CHARACTER, CHARACTER);
    add(
        to,
        "REGEXP_LIKE",
        ReturnTypes.BOOLEAN_NULLABLE,
        "regexp_matches({0}, {1})",
        CHARACTER,
        CHARACTER);
    add(
        to,
        "REGEXP_REPLACE",
        TEXT,
        "regexp_replace({0}, {1}, {2}, 'g')",
        CHARACTER,
        CHARACTER,
        CHARACTER);
    add(to, "ASCII", WHOLE, "ascii({0})", CHARACTER);
    add(to, "MD5", TEXT, "md5({0})", CHARACTER);
    add(to, "CONCAT", TEXT, "{and}concat", 1, MANY, CHARACTER);
  }

  /** Over arrays and maps, which are JSON text. */
  private static void addItems(Map<String, Template> to) {
    add(to, "GET_JSON_OBJECT", TEXT, "json_extract_string({0}, {1})", CHARACTER, CHARACTER);
    add(
        to,
        "SIZE",
        WHOLE,
        "CASE WHEN starts_with({0}, chr(123)) THEN len(json_keys({0})) ELSE json_array_length({0})"
            + " END",
        CHARACTER);
  }

  private static void addNumbers(Map<String, Template> to) {
    add(to, "ABS", SAME, "abs({0})", NUMERIC);
    add(to, "SIGN", WHOLE, "sign({0})", NUMERIC);
    add(to, "ROUND", SAME, "round({*})", 1, 2, NUMERIC);
    add(to, "SQRT", REAL, "sqrt({0})", NUMERIC);
    add(to, "EXP", REAL, "exp({0})", NUMERIC);
    add(to, "LN", REAL, "ln({0})", NUMERIC);
    add(to, "LOG10", REAL, "log10({0})", NUMERIC);
    add(to, "LOG2", REAL, "log2({0})", NUMERIC);
    add(to, "POWER", REAL, "power({0}, {1})", NUMERIC, NUMERIC);
    add(to, "POW", REAL, "power({0}, {1})", NUMERIC, NUMERIC);
    add(to, "SIN", REAL, "sin({0})", NUMERIC);
    add(to, "COS", REAL, "cos({0})", NUMERIC);
    add(to, "TAN", REAL, "tan({0})", NUMERIC);
    add(to, "ASIN", REAL, "asin({0})", NUMERIC);
    add(to, "ACOS", REAL, "acos({0})", NUMERIC);
    add(to, "ATAN", REAL, "atan({0})", NUMERIC);
    add(to, "RADIANS", REAL, "radians({0})", NUMERIC);
    add(to, "DEGREES", REAL, "degrees({0})", NUMERIC);
    add(to, "DIV", ReturnTypes.BIGINT_NULLABLE, "({0} // nullif({1}, 0))", INTEGER, INTEGER);
  }

  private static void addTimes(Map<String, Template> to) {
    for (String part : List.of("year", "quarter", "month", "day", "week", "dayofyear")) {
      add(to, part.toUpperCase(Locale.ROOT), WHOLE, part + "({0})", DATETIME);
    }
    add(to, "DAYOFMONTH", WHOLE, "day({0})", DATETIME);
    add(to, "DAYOFWEEK", WHOLE, "dayofweek({0}) + 1", DATETIME);
    for (String part : List.of("hour", "minute", "second")) {
      add(to, part.toUpperCase(Locale.ROOT), WHOLE, part + "({0})", DATETIME);
    }
    add(
        to,
        "DATE_TRUNC",
        ReturnTypes.TIMESTAMP_NULLABLE,
        "date_trunc({0}, {1})",
        CHARACTER,
        DATETIME);
    add(to, "TO_DATE", DAY, "CAST({0} AS DATE)", ANY);
    add(to, "LAST_DAY", DAY, "last_day({0})", DATETIME);
    add(to, "DATEDIFF", WHOLE, "(CAST({0} AS DATE) - CAST({1} AS DATE))", DATETIME, DATETIME);
    add(to, "DATE_ADD", DAY, "CAST({0} AS DATE) + CAST({1} AS INTEGER)", DATETIME, INTEGER);
    add(to, "DATE_SUB", DAY, "CAST({0} AS DATE) - CAST({1} AS INTEGER)", DATETIME, INTEGER);
    add(
        to,
        "ADD_MONTHS",
        DAY,
        "CAST({0} AS DATE) + to_months(CAST({1} AS INTEGER))",
        DATE,
        INTEGER);
    add(to, "UNIX_TIMESTAMP", ReturnTypes.BIGINT_NULLABLE, "floor(epoch({0}))", DATETIME);
  }

  private static void add(
      Map<String, Template> to,
      String name,
      SqlReturnTypeInference returns,
      String text,
      SqlTypeFamily... operands) {
    put(to, name, returns, text, OperandTypes.family(List.of(operands)));
  }

  private static void add(
      Map<String, Template> to,
      String name,
      SqlReturnTypeInference returns,
      String text,
      int min,
      int max,
      SqlTypeFamily operand) {
    var same =
        OperandTypes.repeat(SqlOperandCountRanges.between(min, max), OperandTypes.family(operand));
    put(to, name, returns, text, same);
  }

  private static void put(
      Map<String, Template> to,
      String name,
      SqlReturnTypeInference returns,
      String text,
      SqlOperandTypeChecker operands) {
    SqlFunction function =
        new SqlFunction(
            name,
            SqlKind.OTHER_FUNCTION,
            returns,
            null,
            operands,
            SqlFunctionCategory.USER_DEFINED_FUNCTION);
    to.put(name, new Template(function, text));
  }
}
