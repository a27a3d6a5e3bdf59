package granary.hive;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a statement's result as it arrives. */
public interface HiveRows {
  /** Called once, before any row. */
  void columns(List<String> names);

  /**
   * One row: Boolean, Long, Double, BigDecimal, String, LocalDate, Instant (Hive's timestamps taken
   * as UTC), byte[], or null for NULL. Records, arrays and maps come as Hive's JSON text.
   */
  void row(List<@Nullable Object> values);
}
