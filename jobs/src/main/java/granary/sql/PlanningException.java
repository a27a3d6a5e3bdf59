package granary.sql;

import org.apache.calcite.sql.parser.SqlParserPos;

/** SQL that is wrong or not supported, with its place; becomes the user's message. */
final class PlanningException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PlanningException(String reason) {
    super(reason);
  }

  PlanningException(String reason, SqlParserPos at) {
    super(reason + " (line " + at.getLineNum() + ", column " + at.getColumnNum() + ")");
  }
}
