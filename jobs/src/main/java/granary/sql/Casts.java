package granary.sql;

import granary.engine.ColumnType;
import granary.engine.ColumnType.Kind;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Casts, where DuckDB's differ from SQL's: it rounds to whole numbers where Calcite and Hive cut
 * off the fraction, ignores the length of a VARCHAR, writes booleans in lower case, and bytes as \x
 * escapes where Hive takes them for UTF-8. A text that is no number is an error, and NULL with
 * TRY_CAST.
 */
final class Casts {
  private Casts() {}

  static String render(RexCall call, String operand) {
    RelDataType source = call.getOperands().get(0).getType();
    RelDataType target = call.getType();
    if (SqlTypeName.INTERVAL_TYPES.contains(source.getSqlTypeName())
        || SqlTypeName.INTERVAL_TYPES.contains(target.getSqlTypeName())) {
      throw new PlanningException("a cast from or to an interval is not supported");
    }
    String cast = call.getKind() == SqlKind.SAFE_CAST ? "TRY_CAST" : "CAST";
    ColumnType from = ColumnTypes.of(source);
    ColumnType to = ColumnTypes.of(target);
    if (from.kind() == Kind.VARBINARY && to.kind() == Kind.VARCHAR) {
      return limited(
          call.getKind() == SqlKind.SAFE_CAST
              ? "TRY(decode(" + operand + "))"
              : "decode(" + operand + ")",
          target);
    } else if (from.kind() == Kind.VARCHAR && to.kind() == Kind.VARBINARY) {
      return "encode(" + operand + ")";
    }
    String plain = cast + "(" + operand + " AS " + to.sql() + ")";
    if (to.kind() == Kind.VARCHAR) {
      return limited(from.kind() == Kind.BOOLEAN ? "upper(" + plain + ")" : plain, target);
    }
    boolean whole = to.kind() == Kind.INTEGER || to.kind() == Kind.BIGINT;
    if (whole && from.kind() == Kind.VARCHAR && source.getSqlTypeName() != SqlTypeName.NULL) {
      return cast + "(trunc(" + cast + "(" + operand + " AS DECIMAL(38,9))) AS " + to.sql() + ")";
    }
    boolean fraction =
        from.kind() == Kind.REAL || from.kind() == Kind.DOUBLE || from.kind() == Kind.DECIMAL;
    return whole && fraction ? cast + "(trunc(" + operand + ") AS " + to.sql() + ")" : plain;
  }

  private static String limited(String text, RelDataType target) {
    boolean limited =
        target.getSqlTypeName() == SqlTypeName.VARCHAR
            && target.getPrecision() != RelDataType.PRECISION_NOT_SPECIFIED
            && target.getPrecision() < Integer.MAX_VALUE;
    return limited ? "left(" + text + ", " + target.getPrecision() + ")" : text;
  }
}
