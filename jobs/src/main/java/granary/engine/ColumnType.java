package granary.engine;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * The type of a column between fragments and in results.
 *
 * @param kind what it is
 * @param precision digits of a decimal, else 0
 * @param scale digits behind a decimal's point, else 0
 */
public record ColumnType(Kind kind, int precision, int scale) {
  /** What a column holds. Timestamps are microseconds in UTC. */
  public enum Kind {
    BOOLEAN,
    INTEGER,
    BIGINT,
    REAL,
    DOUBLE,
    DECIMAL,
    VARCHAR,
    VARBINARY,
    DATE,
    TIMESTAMP
  }

  public ColumnType {
    boolean fits =
        kind == Kind.DECIMAL
            ? precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision
            : precision == 0 && scale == 0;
    if (!fits) {
      throw new IllegalArgumentException(
          "Invalid column type " + kind + "(" + precision + "," + scale + ")");
    }
  }

  public static ColumnType of(Kind kind) {
    return new ColumnType(kind, 0, 0);
  }

  public static ColumnType decimal(int precision, int scale) {
    return new ColumnType(Kind.DECIMAL, precision, scale);
  }

  /** The type as DuckDB and users write it: {@code DECIMAL(18,2)}. */
  @JsonIgnore
  public String sql() {
    return switch (kind) {
      case DECIMAL -> "DECIMAL(" + precision + "," + scale + ")";
      case VARBINARY -> "BLOB";
      default -> kind.name();
    };
  }
}
