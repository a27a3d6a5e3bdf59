package granary.jobs.ingest;

import granary.failure.InvalidRequestException;
import java.math.BigDecimal;

/**
 * How many bad records an ingest may have.
 *
 * @param maxRecords no more than these
 * @param maxPercent and no more than these of all records
 */
public record BadRecordPolicy(long maxRecords, BigDecimal maxPercent) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  /** Any number goes to the quarantine. */
  public static final BadRecordPolicy QUARANTINE = new BadRecordPolicy(Long.MAX_VALUE, HUNDRED);

  /** The first one fails the ingest. */
  public static final BadRecordPolicy FAIL = new BadRecordPolicy(0, HUNDRED);

  /** What a user wrote: {@code 1000} or {@code 0.5%}. */
  public static BadRecordPolicy parse(String text) {
    try {
      if (text.endsWith("%")) {
        BigDecimal percent = new BigDecimal(text.substring(0, text.length() - 1).strip());
        if (percent.signum() >= 0 && percent.compareTo(HUNDRED) <= 0) {
          return new BadRecordPolicy(Long.MAX_VALUE, percent);
        }
      } else if (Long.parseLong(text.strip()) >= 0) {
        return new BadRecordPolicy(Long.parseLong(text.strip()), HUNDRED);
      }
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(
          "Cannot read --max-bad: a number or a percentage such as 0.5% was expected ("
              + text
              + ")",
          e);
    }
    throw new InvalidRequestException(
        "Cannot read --max-bad: a number from 0, or 0% to 100%, was expected (" + text + ")");
  }

  /** Whether so many are too many. */
  boolean isExceeded(long bad, long read) {
    BigDecimal allowed = maxPercent.multiply(BigDecimal.valueOf(read));
    return bad > maxRecords || BigDecimal.valueOf(bad).multiply(HUNDRED).compareTo(allowed) > 0;
  }
}
