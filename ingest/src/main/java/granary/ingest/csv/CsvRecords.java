package granary.ingest.csv;

import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
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

  /**
   * The records of an open file, from the first line on.
   *
   * @param file its name
   * @param window its text
   * @param syntax its special characters
   */
  public CsvRecords(String file, TextWindow window, CsvSyntax syntax) {
    this.scanner = new CsvScanner(window, syntax, syntax.delimiterOf(file));
  }

  /**
   * A cell.
   *
   * @param text what it says, without quotation marks and escapes
   * @param quoted whether it was quoted, so that it is no NULL
   */
  public record Cell(String text, boolean quoted) {}

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
      cells.add(new Cell(texts.get(i), scanner.isQuoted(i)));
    }
    return Optional.of(cells);
  }

  /** The line that the last record begins in, from 1. */
  public long line() {
    return scanner.line();
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
