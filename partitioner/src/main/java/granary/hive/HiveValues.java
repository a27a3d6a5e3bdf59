package granary.hive;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a result's values by their types. */
final class HiveValues {
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(java.util.Locale.ROOT);

  private final ResultSet result;
  private final List<String> names = new ArrayList<>();
  private final List<Integer> types = new ArrayList<>();

  HiveValues(ResultSet result) throws SQLException {
    this.result = result;
    ResultSetMetaData columns = result.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      names.add(columns.getColumnLabel(i));
      types.add(columns.getColumnType(i));
    }
  }

  List<String> names() {
    return List.copyOf(names);
  }

  /** The values of the result's current row. */
  List<@Nullable Object> row() throws SQLException {
    List<@Nullable Object> row = new ArrayList<>(types.size());
    for (int i = 0; i < types.size(); i++) {
      row.add(value(i + 1, types.get(i)));
    }
    return row;
  }

  private @Nullable Object value(int column, int type) throws SQLException {
    Object value = result.getObject(column);
    if (value == null) {
      return null;
    }
    return switch (type) {
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT ->
          ((Number) value).longValue();
      case Types.FLOAT, Types.REAL, Types.DOUBLE -> Double.valueOf(value.toString());
      case Types.DECIMAL, Types.NUMERIC -> new BigDecimal(value.toString());
      case Types.BOOLEAN -> value;
      case Types.DATE -> LocalDate.parse(result.getString(column));
      // As text: the driver would read it in this process's zone.
      case Types.TIMESTAMP -> timestamp(result.getString(column));
      // The driver has no getBytes.
      case Types.BINARY ->
          value instanceof byte[] bytes ? bytes : value.toString().getBytes(StandardCharsets.UTF_8);
      default -> value.toString();
    };
  }

  private static Instant timestamp(String text) {
    return LocalDateTime.parse(text, TIMESTAMP).toInstant(ZoneOffset.UTC);
  }
}
