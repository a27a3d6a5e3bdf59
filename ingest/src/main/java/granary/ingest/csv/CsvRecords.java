package granary.ingest.csv;

import granary.failure.InvalidRequestException;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.TextValues;
import granary.ingest.record.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The records of a CSV file as texts, for looking at a file whose schema is not known; {@link
 * CsvReader} is the fast way. Owned by one thread.
 */
public final class CsvRecords {
  private final CsvScanner scanner;

  private CsvRecords(CsvScanner scanner) {
    this.scanner = scanner;
  }

  /**
   * The records of an open file, from the first line on; a line that names the delimiter is none.
   *
   * @param file its name
   * @param window its text
   * @param syntax its special characters
   * @throws InvalidRequestException if the file names another delimiter than the syntax
   */
  public static CsvRecords of(String file, TextWindow window, CsvSyntax syntax) throws IOException {
    return new CsvRecords(CsvScanner.ofFile(file, window, syntax));
  }

  /** Says how many cells records have, once that is known; see {@link CsvScanner#expect}. */
  public void expect(int cells, ShortRows shortRows) {
    scanner.expect(cells, shortRows);
  }

  /**
   * A cell.
   *
   * @param text what it says, without quotation marks and escapes
   * @param literal whether it was quoted or escaped, so that it is no NULL
   */
  public record Cell(String text, boolean literal) {}

  /**
   * The next record's cells; empty at the end of the file.
   *
   * @throws BadRecordException if it is no record; the one behind it can be asked for
   */
  public Optional<List<Cell>> next() throws IOException, BadRecordException {
    if (!scanner.next()) {
      return Optional.empty();
    }
    List<String> texts = texts(scanner);
    List<Cell> cells = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      cells.add(new Cell(texts.get(i), scanner.isLiteral(i)));
    }
    return Optional.of(cells);
  }

  /** The line that the last record begins in, from 1. */
  public long line() {
    return scanner.line();
  }

  /** What keeps the last record from being the names of columns; empty if it can be. */
  public Optional<String> headerFault() {
    return headerFault(scanner.recordBytes());
  }

  /** Whether all of the last record is UTF-8, or was made to be. */
  public boolean isUtf8() {
    byte[] record = scanner.recordBytes();
    return Utf8.isValid(record, 0, record.length);
  }

  /** What to ask the user of a header that most probably is cut wrongly; empty of any other. */
  public static String delimiterDoubt(List<String> header) {
    return CsvColumns.otherDelimiter(header);
  }

  static Optional<String> headerFault(byte[] line) {
    String shown = " (" + TextValues.shown(line, 0, line.length).replace('\0', '\u2400') + ")";
    if (!Utf8.isValid(line, 0, line.length)) {
      return Optional.of("its header is not in the charset that was given; see --charset" + shown);
    }
    boolean isNul = false;
    for (byte next : line) {
      isNul |= next == 0;
    }
    return isNul
        ? Optional.of(
            "its header holds NUL characters, so it is no CSV in the charset that was given"
                + unmarked(line)
                + shown)
        : Optional.empty();
  }

  /** In UTF-16 every second byte of English is NUL, and its mark may be missing. */
  private static String unmarked(byte[] line) {
    if (line.length < 3 || (line[0] == 0) == (line[1] == 0) || line[0] == 0 != (line[2] == 0)) {
      return "";
    }
    return "; is it --charset UTF-16" + (line[0] == 0 ? "BE?" : "LE?");
  }

  static List<String> texts(CsvScanner scanner) {
    int count = Math.min(scanner.cells(), CsvScanner.MAX_CELLS);
    List<String> texts = new ArrayList<>(count);
    for (int cell = 0; cell < count; cell++) {
      byte[] text = scanner.text(cell);
      int start = scanner.start(cell);
      texts.add(new String(text, start, scanner.stop(cell) - start, StandardCharsets.UTF_8));
    }
    return texts;
  }
}
