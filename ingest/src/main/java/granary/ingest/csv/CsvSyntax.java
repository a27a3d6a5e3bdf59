package granary.ingest.csv;

import granary.failure.InvalidRequestException;
import java.util.Locale;
import java.util.Optional;

/**
 * The characters that structure a CSV file, each of one byte.
 *
 * @param delimiter between cells; empty for a comma, or a tab in files named {@code .tsv}
 * @param quote around cells that hold other special characters, doubled within them; empty if no
 *     character does that
 * @param escape makes the quote, delimiter, line end or itself behind it plain text, in quoted
 *     cells and others; anything else behind it leaves both as they are
 */
public record CsvSyntax(
    Optional<Character> delimiter, Optional<Character> quote, Optional<Character> escape) {
  /** As RFC 4180 has it. */
  public static final CsvSyntax RFC_4180 =
      new CsvSyntax(Optional.empty(), Optional.of('"'), Optional.empty());

  public CsvSyntax {
    delimiter.ifPresent(character -> check("delimiter", character));
    quote.ifPresent(character -> check("quote", character));
    escape.ifPresent(character -> check("escape", character));
    // A quotation mark that escapes itself is the doubling that is always understood.
    escape = escape.equals(quote) ? Optional.empty() : escape;
    if (delimiter.isPresent() && (delimiter.equals(quote) || delimiter.equals(escape))) {
      throw new InvalidRequestException(
          "Cannot use a delimiter: it is the quote or the escape too (" + delimiter.get() + ")");
    }
  }

  private static void check(String what, char character) {
    if (character > 0x7f || character == '\r' || character == '\n') {
      throw new InvalidRequestException(
          "Cannot use a "
              + what
              + ": one ASCII character other than a line end was expected ("
              + character
              + ")");
    }
  }

  /** This syntax with a delimiter. */
  public CsvSyntax delimitedBy(char character) {
    return new CsvSyntax(Optional.of(character), quote, escape);
  }

  /** What stands between the cells of a file of this name. */
  public char delimiterOf(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    boolean tabs = name.matches(".*\\.(tsv|tab)(\\.(gz|gzip|zst|zstd|bz2))?");
    char usual = tabs ? '\t' : ',';
    return delimiter.orElse(usual);
  }

  /** What a file of other records of this one has to be called to be read alike: csv, or tsv. */
  public String formatOf(String path) {
    return delimiter.isEmpty() && delimiterOf(path) == '\t' ? "tsv" : "csv";
  }

  /**
   * A character that a user wrote: itself, {@code tab}, {@code \t}, {@code \\} or a code such as
   * {@code \x01}.
   *
   * @param what it is for, for the message
   */
  public static char parse(String what, String text) {
    if (text.equals("\\t") || text.equalsIgnoreCase("tab")) {
      return '\t';
    }
    if (text.equals("\\\\")) {
      return '\\';
    }
    if (text.matches("\\\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})")) {
      return (char) Integer.parseInt(text.substring(2), 16);
    }
    if (text.length() != 1) {
      throw new InvalidRequestException(
          "Cannot use a "
              + what
              + ": one ASCII character, \\t or a code such as \\x01 was expected ("
              + text
              + ")");
    }
    return text.charAt(0);
  }

  /** The same, or nothing for {@code none}. */
  public static Optional<Character> parseOptional(String what, String text) {
    return text.equalsIgnoreCase("none") ? Optional.empty() : Optional.of(parse(what, text));
  }
}
