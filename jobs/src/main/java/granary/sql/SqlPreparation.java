package granary.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUnresolvedFunction;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Prepares parsed SQL for validation: refuses by name and place what is not supported, puts our
 * operators in place of Calcite's, and makes one name of the path to a nested leaf, since tables
 * show leaves as columns ({@code attributes.region}).
 */
final class SqlPreparation extends SqlShuttle {
  private static final Map<SqlKind, String> REFUSED =
      Map.of(
          SqlKind.UNION, "UNION is",
          SqlKind.INTERSECT, "INTERSECT is",
          SqlKind.EXCEPT, "EXCEPT is",
          SqlKind.OVER, "window functions are",
          SqlKind.EXISTS, "EXISTS is",
          SqlKind.SCALAR_QUERY, "sub-queries in expressions are",
          SqlKind.TABLESAMPLE, "TABLESAMPLE is",
          SqlKind.UNNEST, "UNNEST is",
          SqlKind.LATERAL, "LATERAL is",
          SqlKind.PIVOT, "PIVOT is");

  private final Map<String, String> leaves = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** The table that the statement names, for its leaves. */
  private SqlPreparation(SqlNode statement, SourceTables tables) {
    for (SqlIdentifier name : tableNames(statement)) {
      String last = name.names.get(name.names.size() - 1);
      tables
          .find(last)
          .ifPresent(
              table ->
                  table.columns().stream()
                      .filter(column -> column.path().size() > 1)
                      .forEach(column -> leaves.put(column.name(), column.name())));
    }
  }

  /**
   * The statement to validate.
   *
   * @throws PlanningException at what is not supported
   */
  static SqlNode prepare(SqlNode statement, SourceTables tables) {
    SqlKind kind = statement.getKind();
    boolean query =
        kind == SqlKind.SELECT
            || kind == SqlKind.ORDER_BY
            || kind == SqlKind.WITH
            || kind == SqlKind.VALUES;
    if (!query && !REFUSED.containsKey(kind)) {
      throw new PlanningException(
          "a query was expected, not " + kind.sql, statement.getParserPosition());
    }
    SqlPreparation preparation = new SqlPreparation(statement, tables);
    SqlNode prepared = statement.accept(preparation);
    return prepared == null ? statement : prepared;
  }

  @Override
  public SqlNode visit(SqlIdentifier name) {
    List<String> names = name.names;
    if (names.size() < 2 || name.isStar()) {
      return name;
    }
    String whole = leaves.get(String.join(".", names));
    if (whole != null) {
      return new SqlIdentifier(whole, name.getParserPosition());
    }
    String rest = leaves.get(String.join(".", names.subList(1, names.size())));
    if (rest != null) {
      return new SqlIdentifier(List.of(names.get(0), rest), name.getParserPosition());
    }
    return name;
  }

  @Override
  public SqlNode visit(SqlDataTypeSpec type) {
    if (type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic
        && basic.getTypeName().getSimple().equalsIgnoreCase("CHAR")) {
      throw new PlanningException(
          "the type CHAR is not supported, VARCHAR is", type.getParserPosition());
    }
    return type;
  }

  @Override
  public SqlNode visit(SqlCall call) {
    SqlParserPos at = call.getParserPosition();
    String refused = REFUSED.get(call.getKind());
    if (refused != null) {
      throw new PlanningException(refused + " not supported yet", at);
    }
    if (call instanceof SqlJoin) {
      throw new PlanningException("queries over several datasets are not supported yet", at);
    }
    if (isStructure(call)) {
      return structure(call);
    }
    if (call.getKind() == SqlKind.IN || call.getKind() == SqlKind.NOT_IN) {
      if (!(call.operand(1) instanceof SqlNodeList)) {
        throw new PlanningException("IN over a sub-query is not supported yet", at);
      }
    }
    return operator(visitOperands(call));
  }

  private static boolean isStructure(SqlCall call) {
    return call instanceof SqlSelect
        || call instanceof SqlOrderBy
        || call.getKind() == SqlKind.WITH
        || call.getKind() == SqlKind.WITH_ITEM
        || call.getKind() == SqlKind.VALUES
        || call.getKind() == SqlKind.ROW
        || call.getKind() == SqlKind.AS
        || call.getKind() == SqlKind.INTERVAL_QUALIFIER;
  }

  private SqlNode structure(SqlCall call) {
    if (call instanceof SqlSelect select) {
      SqlNodeList items = select.getSelectList();
      List<SqlNode> named = new ArrayList<>();
      for (SqlNode item : items) {
        named.add(nameLeaf(item));
      }
      select.setSelectList(new SqlNodeList(named, items.getParserPosition()));
    }
    return visitOperands(call);
  }

  /** A leaf without AS is called by its last name, as in Hive. */
  private SqlNode nameLeaf(SqlNode item) {
    if (item instanceof SqlIdentifier name
        && visit(name) instanceof SqlIdentifier leaf
        && leaf.names.size() < name.names.size()) {
      SqlParserPos at = item.getParserPosition();
      String last = name.names.get(name.names.size() - 1);
      return SqlStdOperatorTable.AS.createCall(at, leaf, new SqlIdentifier(last, at));
    }
    return item;
  }

  private SqlCall visitOperands(SqlCall call) {
    SqlNode visited = super.visit(call);
    return visited instanceof SqlCall same ? same : call;
  }

  private static SqlNode operator(SqlCall call) {
    SqlParserPos at = call.getParserPosition();
    String name = call.getOperator().getName();
    if (call.getKind() == SqlKind.DIVIDE) {
      return Operators.DIVIDE.createCall(at, call.getOperandList());
    }
    if (name.equalsIgnoreCase("NVL") || name.equalsIgnoreCase("IFNULL")) {
      return SqlStdOperatorTable.COALESCE.createCall(at, call.getOperandList());
    }
    if (name.equalsIgnoreCase("COUNT") || name.equalsIgnoreCase("GROUPING")) {
      SqlOperator standard =
          name.equalsIgnoreCase("COUNT") ? SqlStdOperatorTable.COUNT : SqlStdOperatorTable.GROUPING;
      return standard.createCall(
          call.getFunctionQuantifier(), at, call.getOperandList().toArray(SqlNode[]::new));
    }
    if (name.equalsIgnoreCase("SUBSTR")) {
      return SqlStdOperatorTable.SUBSTRING.createCall(at, call.getOperandList());
    }
    SqlFunction ours = Functions.named(name);
    if (ours != null && call.getOperator() instanceof SqlFunction) {
      return new SqlBasicCall(ours, call.getOperandList(), at, call.getFunctionQuantifier());
    }
    if (!(call.getOperator() instanceof SqlUnresolvedFunction)
        && !Operators.allows(call.getOperator())) {
      throw new PlanningException(name + " is not supported", at);
    }
    return call;
  }

  /** The identifiers behind FROM. */
  private static List<SqlIdentifier> tableNames(SqlNode statement) {
    List<SqlIdentifier> names = new ArrayList<>();
    statement.accept(
        new SqlBasicVisitor<Void>() {
          @Override
          public Void visit(SqlCall call) {
            if (call instanceof SqlSelect select) {
              addFrom(select.getFrom(), names);
            }
            return super.visit(call);
          }
        });
    return names;
  }

  private static void addFrom(@Nullable SqlNode from, List<SqlIdentifier> names) {
    if (from instanceof SqlIdentifier name) {
      names.add(name);
    } else if (from instanceof SqlCall call && call.getKind() == SqlKind.AS) {
      addFrom(call.operand(0), names);
    } else if (from instanceof SqlJoin join) {
      addFrom(join.getLeft(), names);
      addFrom(join.getRight(), names);
    }
  }
}
