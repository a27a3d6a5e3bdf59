package granary.sql;

import org.apache.calcite.sql.validate.SqlConformance;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlDelegatingConformance;

/**
 * Babel's SQL without what makes it wrong: its non-strict GROUP BY loses keys of ROLLUP, and
 * aliases of the select list hide columns.
 */
final class GranaryConformance extends SqlDelegatingConformance {
  static final SqlConformance INSTANCE = new GranaryConformance();

  private GranaryConformance() {
    super(SqlConformanceEnum.BABEL);
  }

  @Override
  public boolean isNonStrictGroupBy() {
    return false;
  }

  @Override
  public SelectAliasLookup isSelectAlias() {
    return SelectAliasLookup.UNSUPPORTED;
  }

  @Override
  public boolean checkedArithmetic() {
    return false;
  }
}
