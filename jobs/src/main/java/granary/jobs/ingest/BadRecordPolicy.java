package granary.jobs.ingest;

import granary.failure.InvalidRequestException;

/**
 * How many bad records an ingest may have.
 *
 * @param maxRecords no more than these
 * @param maxPercent and no more than these of all records
 */
public record BadRecordPolicy(long maxRecords, double maxPercent) {
  /** Any number goes to the quarantine. */
  public static final BadRecordPolicy QUARANTINE = new BadRecordPolicy(Long.MAX_VALUE, 100);

  /** The first one fails the ingest. */
  public static final BadRecordPolicy FAIL = new BadRecordPolicy(0, 100);

  /** What a user wrote: {@code 1000} or {@code 0.5%}. */
  public static BadRecordPolicy parse(String text) {
    try {
      if (text.endsWith("%")) {
        double percent = Double.parseDouble(text.substring(0, text.length() - 1).strip());
        if (percent >= 0 && percent <= 100) {
          return new BadRecordPolicy(Long.MAX_VALUE, percent);
        }
      } else if (Long.parseLong(text.strip()) >= 0) {
        return new BadRecordPolicy(Long.parseLong(text.strip()), 100);
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
    return bad > maxRecords || bad * 100.0 > maxPercent * read;
  }
}
