package granary.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a query as text: decimals exact, dates {@code 2026-11-22}, times ISO 8601 in UTC, bytes
 * in Base64. With {@code --json} the same values go as they are into {@code columns} (names) and
 * {@code rows} (a list for each row).
 */
public final class ResultText {
  private ResultText() {}

  /** A table for people; numbers stand to the right. */
  public static String table(List<String> columns, List<List<@Nullable Object>> rows) {
    Table table = Table.of(columns);
    for (int column = 0; column < columns.size(); column++) {
      int index = column;
      if (!rows.isEmpty()
          && rows.stream()
              .allMatch(row -> row.get(index) == null || row.get(index) instanceof Number)) {
        table.right(column);
      }
    }
    for (List<@Nullable Object> row : rows) {
      List<String> cells = new ArrayList<>(row.size());
      for (@Nullable Object value : row) {
        cells.add(value == null ? "NULL" : text(value));
      }
      table.row(cells);
    }
    return table + "(" + Amounts.of(rows.size(), "row") + ")\n";
  }

  /** CSV by RFC 4180 with a header; NULL is empty, an empty text is {@code ""}. */
  public static String csv(List<String> columns, List<List<@Nullable Object>> rows) {
    StringBuilder csv = new StringBuilder();
    csv.append(String.join(",", columns.stream().map(ResultText::quoted).toList())).append('\n');
    for (List<@Nullable Object> row : rows) {
      csv.append(csvRow(row));
    }
    return csv.toString();
  }

  /** One row of CSV with its line end. */
  public static String csvRow(List<@Nullable Object> row) {
    StringBuilder line = new StringBuilder();
    String separator = "";
    for (@Nullable Object value : row) {
      line.append(separator).append(value == null ? "" : quoted(text(value)));
      separator = ",";
    }
    return line.append('\n').toString();
  }

  /** A JSON document: one array with an object for each row. */
  public static String json(List<String> columns, List<List<@Nullable Object>> rows) {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>(rows.size());
    for (List<@Nullable Object> row : rows) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      for (int column = 0; column < columns.size(); column++) {
        object.put(columns.get(column), row.get(column));
      }
      objects.add(object);
    }
    return Json.text(objects) + "\n";
  }

  private static String text(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    return value instanceof byte[] bytes
        ? Base64.getEncoder().encodeToString(bytes)
        : value.toString();
  }

  private static String quoted(String text) {
    boolean plain =
        !text.isEmpty()
            && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
