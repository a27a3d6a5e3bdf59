package granary.ingest.csv;

import granary.failure.InvalidRequestException;
import java.util.List;
import java.util.Optional;

/**
 * How a CSV file deviates from RFC 4180.
 *
 * @param delimiter between cells: one ASCII character
 * @param header the columns' names, for files that do not begin with them
 * @param nullValue what stands for NULL in a cell that is not quoted; without it an empty cell does
 */
public record CsvOptions(
    char delimiter, Optional<List<String>> header, Optional<String> nullValue) {
  public static final CsvOptions DEFAULT = new CsvOptions(',', Optional.empty(), Optional.empty());

  public CsvOptions {
    header = header.map(List::copyOf);
    if (delimiter > 0x7f || delimiter == '"' || delimiter == '\r' || delimiter == '\n') {
      throw new InvalidRequestException(
          "Cannot use a delimiter: one ASCII character other than \" and line ends was expected ("
              + delimiter
              + ")");
    }
  }

  /** The delimiter that a user wrote: a character, {@code \t} or {@code tab}. */
  public static char parseDelimiter(String text) {
    if (text.equals("\\t") || text.equalsIgnoreCase("tab")) {
      return '\t';
    }
    if (text.length() != 1) {
      throw new InvalidRequestException(
          "Cannot use a delimiter: one ASCII character or \\t was expected (" + text + ")");
    }
    return text.charAt(0);
  }
}
