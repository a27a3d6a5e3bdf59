package granary.ingest.csv;

import java.util.List;

/**
 * How a CSV file deviates from RFC 4180.
 *
 * @param syntax its special characters
 * @param header where its columns' names are
 * @param nullValues what stands for NULL in a cell that is not quoted
 * @param shortRows what becomes of records with too few cells
 */
public record CsvOptions(
    CsvSyntax syntax, CsvHeader header, List<String> nullValues, ShortRows shortRows) {
  /** A header, commas, and empty cells for NULL. */
  public static final CsvOptions DEFAULT =
      new CsvOptions(CsvSyntax.RFC_4180, CsvHeader.FIRST_RECORD, List.of(""), ShortRows.BAD);

  public CsvOptions {
    nullValues = List.copyOf(nullValues);
  }

  public CsvOptions withSyntax(CsvSyntax other) {
    return new CsvOptions(other, header, nullValues, shortRows);
  }

  public CsvOptions withHeader(CsvHeader other) {
    return new CsvOptions(syntax, other, nullValues, shortRows);
  }

  public CsvOptions withNullValues(List<String> others) {
    return new CsvOptions(syntax, header, others, shortRows);
  }

  public CsvOptions withShortRows(ShortRows other) {
    return new CsvOptions(syntax, header, nullValues, other);
  }
}
