package granary.sql;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Objects;
import org.apache.calcite.avatica.util.ByteString;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.util.DateString;
import org.apache.calcite.util.NlsString;
import org.apache.calcite.util.TimestampString;

/** Writes constants in DuckDB's SQL. */
final class Literals {
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendLiteral(' ')
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .toFormatter();

  private Literals() {}

  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  static String date(LocalDate value) {
    return "DATE '" + value + "'";
  }

  static String timestamp(Instant value) {
    return "TIMESTAMP '" + TIMESTAMP.format(LocalDateTime.ofInstant(value, ZoneOffset.UTC)) + "'";
  }

  static String of(RexLiteral literal) {
    if (literal.isNull()) {
      return "NULL";
    }
    return switch (literal.getTypeName()) {
      case BOOLEAN -> Objects.requireNonNull(literal.getValueAs(Boolean.class)).toString();
      case CHAR, VARCHAR -> text(value(literal, NlsString.class).getValue());
      case DECIMAL, BIGINT, INTEGER -> value(literal, BigDecimal.class).toPlainString();
      case DOUBLE, FLOAT, REAL -> "CAST('" + literal.getValue() + "' AS DOUBLE)";
      case DATE -> "DATE '" + value(literal, DateString.class) + "'";
      case TIMESTAMP -> "TIMESTAMP '" + value(literal, TimestampString.class) + "'";
      case BINARY, VARBINARY ->
          "unhex(" + text(value(literal, ByteString.class).toString(16)) + ")";
      case INTERVAL_YEAR, INTERVAL_YEAR_MONTH, INTERVAL_MONTH ->
          "to_months(CAST(" + value(literal, BigDecimal.class).longValueExact() + " AS INTEGER))";
      case INTERVAL_DAY,
          INTERVAL_DAY_HOUR,
          INTERVAL_DAY_MINUTE,
          INTERVAL_DAY_SECOND,
          INTERVAL_HOUR,
          INTERVAL_HOUR_MINUTE,
          INTERVAL_HOUR_SECOND,
          INTERVAL_MINUTE,
          INTERVAL_MINUTE_SECOND,
          INTERVAL_SECOND ->
          "to_microseconds(CAST("
              + Math.multiplyExact(value(literal, BigDecimal.class).longValueExact(), 1000L)
              + " AS BIGINT))";
      default ->
          throw new PlanningException(
              "constants of type " + literal.getTypeName() + " are not supported");
    };
  }

  private static <T> T value(RexLiteral literal, Class<T> type) {
    return Objects.requireNonNull(literal.getValueAs(type));
  }
}
