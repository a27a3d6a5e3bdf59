package granary.ingest;

import granary.ingest.csv.CsvOptions;
import granary.ingest.input.TextCharset;

/**
 * How to read files of text; JSON between processes.
 *
 * @param charset the characters of CSV and JSON
 * @param csv how CSV deviates from RFC 4180
 */
public record TextOptions(TextCharset charset, CsvOptions csv) {
  /** UTF-8, and CSV as it is by default. */
  public static final TextOptions DEFAULT =
      new TextOptions(TextCharset.DEFAULT, CsvOptions.DEFAULT);
}
