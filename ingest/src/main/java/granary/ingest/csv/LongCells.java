package granary.ingest.csv;

import granary.ingest.record.TextValues;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts records that are good, and of which a quoted cell has lines that would be records too. By
 * RFC 4180 they are text; but two quotation marks that were not meant as any hide all that lies
 * between them in the same way, and then someone should know. Owned by one thread.
 */
final class LongCells {
  /** Shorter ones are common where text or addresses stand in cells. */
  private static final int LINES = 10;

  private static final int SHOWN = 60;

  private long records;
  private long lines;
  private String first = "";

  /** Whether a record of so many lines and cells is to be looked at. */
  boolean asksFor(long linesOfRecord, int width) {
    return linesOfRecord > LINES && width > 1;
  }

  /** Counts a record whose first line is between these offsets. */
  void add(byte[] bytes, int start, int stop, long linesOfRecord) {
    if (records == 0) {
      first = TextValues.shown(bytes, start, Math.min(stop, start + SHOWN));
    }
    records++;
    lines += linesOfRecord;
  }

  /** What to tell the user; empty if there is nothing. */
  Optional<String> words() {
    return records == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "quoted cells of %s hold %,d lines of which most look like records, the first in"
                    + " the record that begins with %s; if a quotation mark there is a mistake,"
                    + " those lines are missing as records",
                records == 1 ? "one record" : String.format(Locale.ROOT, "%,d records", records),
                lines,
                first));
  }
}
