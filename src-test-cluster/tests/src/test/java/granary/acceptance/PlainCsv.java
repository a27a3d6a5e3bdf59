package granary.acceptance;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An obvious reader of CSV, written without a look at Granary's: one character at a time. A record
 * with a quote inside an unquoted cell is a bad one.
 */
final class PlainCsv {
  private final Reader in;
  private int next;

  PlainCsv(Reader in) throws IOException {
    this.in = in;
    this.next = in.read();
  }

  /**
   * The next record.
   *
   * @return empty at the end; a record without cells where it is no CSV
   */
  Optional<List<String>> record() throws IOException {
    if (next < 0) {
      return Optional.empty();
    }
    List<String> cells = new ArrayList<>();
    boolean bad = false;
    while (true) {
      StringBuilder cell = new StringBuilder();
      if (next == '"') {
        quoted(cell);
      } else {
        while (next >= 0 && next != ',' && next != '\n') {
          bad |= next == '"';
          cell.append((char) next);
          next = in.read();
        }
      }
      cells.add(cell.toString());
      int end = next;
      next = in.read();
      if (end != ',') {
        return Optional.of(bad ? List.of() : cells);
      }
    }
  }

  private void quoted(StringBuilder cell) throws IOException {
    next = in.read();
    while (true) {
      if (next == '"') {
        next = in.read();
        if (next != '"') {
          return;
        }
      }
      cell.append((char) next);
      next = in.read();
    }
  }
}
