package granary.jobs.query;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values as text that is equal where the values are, whatever Java type carries them. */
final class Cells {
  private Cells() {}

  static String of(@Nullable Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return value.toString();
    }
    return value instanceof BigDecimal number ? number.toPlainString() : String.valueOf(value);
  }

  static List<String> row(List<@Nullable Object> values) {
    return values.stream().map(Cells::of).toList();
  }

  static List<List<String>> rows(List<List<@Nullable Object>> rows) {
    return rows.stream().map(Cells::row).toList();
  }
}
