package granary.ingest.csv;

import granary.failure.InvalidRequestException;
import granary.ingest.input.TextWindow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line of a CSV file where it says what stands between the cells, as Excel writes and
 * obeys it: {@code sep=;}. It is neither a header nor a record. Programs that write it as a record
 * quote it, or put empty cells behind it.
 *
 * @param text the line, without its end
 * @param delimiter what it names
 */
record SeparatorLine(String text, char delimiter) {
  private static final Pattern LINE = Pattern.compile("(?i)(\"?)sep=([^\"\r\n])\\1\\2*");

  /** What a line with as many cells behind it as Excel has columns takes, and then some. */
  private static final int MAX_BYTES = 1 << 15;

  /**
   * Takes the line from the beginning of a file, if there is one.
   *
   * @param file the file's name
   * @param beginning the file from its first byte; behind the line, if there is one, afterwards
   * @param syntax what the user says of the file
   * @throws InvalidRequestException if the user says that there is another delimiter
   */
  static Optional<SeparatorLine> take(String file, TextWindow beginning, CsvSyntax syntax)
      throws IOException {
    if (beginning.start() == beginning.end()) {
      beginning.more();
    }
    byte[] bytes = beginning.bytes();
    int start = beginning.start();
    int last = Math.min(beginning.end(), start + MAX_BYTES);
    int stop = start;
    while (stop < last && bytes[stop] != '\n' && bytes[stop] != '\r') {
      stop++;
    }
    String text = new String(bytes, start, stop - start, StandardCharsets.UTF_8);
    Matcher line = LINE.matcher(text);
    if (!line.matches() || line.group(2).charAt(0) > 0x7f) {
      return Optional.empty();
    }
    char delimiter = line.group(2).charAt(0);
    requireSame(file, delimiter, syntax);
    boolean pair = stop + 1 < beginning.end() && bytes[stop] == '\r' && bytes[stop + 1] == '\n';
    beginning.consume(Math.min(beginning.end(), stop + (pair ? 2 : 1)));
    return Optional.of(new SeparatorLine(text, delimiter));
  }

  private static void requireSame(String file, char delimiter, CsvSyntax syntax) {
    char given = syntax.delimiter().orElse(delimiter);
    if (given != delimiter) {
      throw new InvalidRequestException(
          "Cannot read "
              + file
              + ": its first line says that "
              + shown(delimiter)
              + " stands between its cells, and --delimiter says "
              + shown(given)
              + "; leave --delimiter out, or remove the line if it is wrong");
    }
  }

  private static String shown(char delimiter) {
    return "'" + (delimiter == '\t' ? "\\t" : Character.toString(delimiter)) + "'";
  }
}
