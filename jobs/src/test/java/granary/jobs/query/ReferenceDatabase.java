package granary.jobs.query;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The same records in one table of one DuckDB: what a distributed answer must equal. */
final class ReferenceDatabase implements AutoCloseable {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  private final Connection connection;

  ReferenceDatabase(List<SalesLedger.Sale> sales) throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET default_null_order = 'NULLS_LAST'");
      statement.execute(
          "CREATE TABLE sales (id BIGINT, qty INTEGER, amount DECIMAL(12,2), big DECIMAL(30,3),"
              + " price DOUBLE, flag BOOLEAN, name VARCHAR, sold DATE, created_at TIMESTAMP,"
              + " attributes STRUCT(region VARCHAR, score BIGINT), source VARCHAR,"
              + " frequency VARCHAR, day DATE)");
      for (int i = 0; i < sales.size(); i += 500) {
        statement.execute(
            sales.subList(i, Math.min(sales.size(), i + 500)).stream()
                .map(ReferenceDatabase::values)
                .collect(Collectors.joining(", ", "INSERT INTO sales VALUES ", "")));
      }
    }
  }

  private static String values(SalesLedger.Sale sale) {
    return "("
        + sale.id()
        + ", "
        + sale.qty()
        + ", "
        + sale.amount()
        + ", "
        + sale.big()
        + ", "
        + sale.price()
        + ", "
        + sale.flag()
        + ", "
        + text(sale.name())
        + ", "
        + text(sale.sold())
        + ", "
        + text(sale.createdAt() == null ? null : TIMESTAMP.format(sale.createdAt()))
        + ", row("
        + text(sale.region())
        + ", "
        + sale.score()
        + "), "
        + text(sale.source())
        + ", 'hot', "
        + text(sale.sold())
        + ")";
  }

  private static String text(@Nullable Object value) {
    return value == null ? "NULL" : "'" + value.toString().replace("'", "''") + "'";
  }

  /** Rows as {@link Cells#of} shows them. */
  List<List<String>> query(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      List<List<String>> rows = new ArrayList<>();
      while (results.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
          row.add(Cells.of(plain(results, i)));
        }
        rows.add(row);
      }
      return rows;
    }
  }

  private static @Nullable Object plain(ResultSet results, int column) throws SQLException {
    Object value = results.getObject(column);
    if (value instanceof java.sql.Timestamp) {
      return results.getObject(column, java.time.LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }
    return value instanceof java.math.BigInteger whole ? new BigDecimal(whole) : value;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
