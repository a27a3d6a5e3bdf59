package granary.jobs.query;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the rows of a result, one after the other. */
public interface ResultRows {
  /**
   * Takes a row: Boolean, Integer, Long, Float, Double, BigDecimal, String, byte[], LocalDate or
   * Instant, null for NULL.
   *
   * @return whether more rows are wanted
   */
  boolean accept(List<@Nullable Object> row) throws IOException;
}
