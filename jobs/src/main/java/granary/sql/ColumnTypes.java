package granary.sql;

import granary.engine.ColumnType;
import granary.engine.ColumnType.Kind;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.type.SqlTypeName;

/** Between Calcite's types and those of columns. */
final class ColumnTypes {
  private ColumnTypes() {}

  /**
   * The type of a column that holds an expression's values.
   *
   * @throws PlanningException if no column can hold them
   */
  static ColumnType of(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case BOOLEAN -> ColumnType.of(Kind.BOOLEAN);
      case TINYINT, SMALLINT, INTEGER -> ColumnType.of(Kind.INTEGER);
      case BIGINT -> ColumnType.of(Kind.BIGINT);
      case REAL -> ColumnType.of(Kind.REAL);
      case FLOAT, DOUBLE -> ColumnType.of(Kind.DOUBLE);
      case DECIMAL -> ColumnType.decimal(type.getPrecision(), type.getScale());
      case CHAR, VARCHAR, NULL -> ColumnType.of(Kind.VARCHAR);
      case BINARY, VARBINARY -> ColumnType.of(Kind.VARBINARY);
      case DATE -> ColumnType.of(Kind.DATE);
      case TIMESTAMP -> ColumnType.of(Kind.TIMESTAMP);
      default -> throw new PlanningException("values of type " + type + " are not supported");
    };
  }

  /** Calcite's type of a column; every column can be NULL. */
  static RelDataType of(ColumnType type, RelDataTypeFactory factory) {
    RelDataType plain =
        switch (type.kind()) {
          case BOOLEAN -> factory.createSqlType(SqlTypeName.BOOLEAN);
          case INTEGER -> factory.createSqlType(SqlTypeName.INTEGER);
          case BIGINT -> factory.createSqlType(SqlTypeName.BIGINT);
          case REAL -> factory.createSqlType(SqlTypeName.REAL);
          case DOUBLE -> factory.createSqlType(SqlTypeName.DOUBLE);
          case DECIMAL ->
              factory.createSqlType(SqlTypeName.DECIMAL, type.precision(), type.scale());
          case VARCHAR -> factory.createSqlType(SqlTypeName.VARCHAR);
          case VARBINARY -> factory.createSqlType(SqlTypeName.VARBINARY);
          case DATE -> factory.createSqlType(SqlTypeName.DATE);
          case TIMESTAMP -> factory.createSqlType(SqlTypeName.TIMESTAMP, 6);
        };
    return factory.createTypeWithNullability(plain, true);
  }
}
