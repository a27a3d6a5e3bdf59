package granary.ingest.csv;

import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import java.io.IOException;
import java.util.Arrays;

/**
 * Cuts CSV text into records and cells, over bytes. Lines end with LF, CRLF or CR; empty lines are
 * passed over.
 *
 * <p>Where a record is bad, the next one begins
 *
 * <ul>
 *   <li>after a stray quotation mark: behind the next line end after it;
 *   <li>after a quoted cell that does not end before the text does or the record gets too long:
 *       behind the first line of the bad record, since the opening mark was most probably a mistake
 *       and what it swallowed are good lines;
 *   <li>after a line that is too long: behind that line.
 * </ul>
 */
final class CsvScanner {
  /** Cells behind these are counted only: more than any header has. */
  static final int MAX_CELLS = 100_000;

  private static final int PLAIN = 0;
  private static final int QUOTED = 1;
  private static final int ESCAPED = 2;
  private static final int KEPT_OF_TOO_LONG = 1 << 16;

  /** What one pass over the window came to. */
  private enum Pass {
    RECORD,
    MORE_TEXT_NEEDED,
    STRAY_QUOTE
  }

  private final TextWindow window;
  private final byte delimiter;
  private int[] from = new int[64];
  private int[] to = new int[64];
  private byte[] kind = new byte[64];
  private int cells;
  private boolean quotes;
  private boolean inQuotes;
  private int recordStart;
  private int position;
  private int contentEnd;
  private long line;
  private long nextLine = 1;
  private byte[] unescaped = new byte[256];
  private int unescapedLength;
  private byte[] badRecord = new byte[0];
  private boolean bad;

  CsvScanner(TextWindow window, char delimiter) {
    this.window = window;
    this.delimiter = (byte) delimiter;
  }

  /** Goes to the next record; false at the end of the text. */
  boolean next() throws IOException, BadRecordException {
    bad = false;
    while (true) {
      boolean last = window.ended();
      Pass pass = scan(window.bytes(), window.start(), window.end(), last);
      if (pass == Pass.MORE_TEXT_NEEDED) {
        if (last) {
          throw unterminated();
        }
        if (!window.more() && !window.ended()) {
          throw tooLong();
        }
        continue;
      }
      if (pass == Pass.STRAY_QUOTE) {
        throw strayQuote();
      }
      if (window.start() == window.end()) {
        return false;
      }
      boolean empty = cells == 1 && contentEnd == window.start();
      line = nextLine;
      nextLine += quotes ? lineEnds(window.start(), position) : 1;
      recordStart = window.start();
      window.consume(position);
      if (!empty) {
        return true;
      }
    }
  }

  private Pass scan(byte[] bytes, int start, int end, boolean last) {
    cells = 0;
    inQuotes = false;
    quotes = false;
    position = start;
    while (true) {
      if (position < end && bytes[position] == '"') {
        Pass pass = quotedCell(bytes, end, last);
        if (pass != Pass.RECORD) {
          return pass;
        }
      } else {
        int cellStart = position;
        while (position < end && isPlain(bytes[position])) {
          position++;
        }
        if (position < end && bytes[position] == '"') {
          return lineEnd(bytes, end, last);
        }
        cell(cellStart, position, PLAIN);
      }
      if (position == end) {
        contentEnd = position;
        return last ? Pass.RECORD : Pass.MORE_TEXT_NEEDED;
      }
      byte separator = bytes[position];
      if (separator != delimiter) {
        return endRecord(bytes, end, last);
      }
      position++;
    }
  }

  private boolean isPlain(byte value) {
    // Both line ends and the quotation mark are below 0x23, and so is no letter or digit.
    return value != delimiter && (value > '"' || (value != '\n' && value != '\r' && value != '"'));
  }

  /** Stands at a line end: takes it, CR and LF together. */
  private Pass endRecord(byte[] bytes, int end, boolean last) {
    contentEnd = position;
    if (bytes[position] == '\r') {
      if (position + 1 == end && !last) {
        return Pass.MORE_TEXT_NEEDED;
      }
      if (position + 1 < end && bytes[position + 1] == '\n') {
        position++;
      }
    }
    position++;
    return Pass.RECORD;
  }

  private Pass quotedCell(byte[] bytes, int end, boolean last) {
    quotes = true;
    int cellStart = position + 1;
    int cellKind = QUOTED;
    int at = cellStart;
    while (true) {
      while (at < end && bytes[at] != '"') {
        at++;
      }
      if (at == end || (at + 1 == end && !last)) {
        inQuotes = true;
        return Pass.MORE_TEXT_NEEDED;
      }
      if (at + 1 == end || bytes[at + 1] != '"') {
        break;
      }
      cellKind = ESCAPED;
      at += 2;
    }
    cell(cellStart, at, cellKind);
    position = at + 1;
    if (position < end) {
      byte behind = bytes[position];
      if (behind != delimiter && behind != '\n' && behind != '\r') {
        return lineEnd(bytes, end, last);
      }
    }
    return Pass.RECORD;
  }

  /** Goes behind the line that holds a stray quotation mark. */
  private Pass lineEnd(byte[] bytes, int end, boolean last) {
    while (position < end && bytes[position] != '\n' && bytes[position] != '\r') {
      position++;
    }
    contentEnd = position;
    if (position == end) {
      return last ? Pass.STRAY_QUOTE : Pass.MORE_TEXT_NEEDED;
    }
    return endRecord(bytes, end, last) == Pass.RECORD ? Pass.STRAY_QUOTE : Pass.MORE_TEXT_NEEDED;
  }

  private void cell(int start, int stop, int cellKind) {
    if (cells >= MAX_CELLS) {
      cells++;
      return;
    }
    if (cells == from.length) {
      int length = cells * 2;
      from = Arrays.copyOf(from, length);
      to = Arrays.copyOf(to, length);
      kind = Arrays.copyOf(kind, length);
    }
    from[cells] = start;
    to[cells] = stop;
    kind[cells] = (byte) cellKind;
    cells++;
  }

  private BadRecordException strayQuote() {
    line = nextLine;
    nextLine += lineEnds(window.start(), position);
    keepBad(window.start(), contentEnd);
    window.consume(position);
    return new BadRecordException(
        BadRecordReason.STRAY_QUOTE,
        "cell " + (cells + 1) + ": a quotation mark stands where none may");
  }

  private BadRecordException unterminated() {
    line = nextLine;
    int stop = firstLineEnd();
    keepBad(window.start(), stop);
    window.consume(behindLineEnd(stop));
    nextLine++;
    return new BadRecordException(
        BadRecordReason.UNTERMINATED_QUOTE,
        "cell " + (cells + 1) + ": its quotation mark is not closed before the file ends");
  }

  private BadRecordException tooLong() throws IOException {
    line = nextLine;
    nextLine++;
    boolean quoted = inQuotes;
    int stop = firstLineEnd();
    if (quoted && stop < window.end()) {
      keepBad(window.start(), Math.min(stop, window.start() + KEPT_OF_TOO_LONG));
      window.consume(behindLineEnd(stop));
      return new BadRecordException(
          BadRecordReason.UNTERMINATED_QUOTE,
          "cell " + (cells + 1) + ": its quotation mark is not closed within the longest record");
    }
    keepBad(window.start(), Math.min(stop, window.start() + KEPT_OF_TOO_LONG));
    while (stop == window.end()) {
      window.discard();
      if (!window.more()) {
        break;
      }
      stop = firstLineEnd();
    }
    window.consume(behindLineEnd(stop));
    return new BadRecordException(BadRecordReason.TOO_LONG, "the record is too long to be kept");
  }

  private int firstLineEnd() {
    byte[] bytes = window.bytes();
    int at = window.start();
    while (at < window.end() && bytes[at] != '\n' && bytes[at] != '\r') {
      at++;
    }
    return at;
  }

  private int behindLineEnd(int at) {
    int behind = Math.min(at + 1, window.end());
    boolean carriageReturn = at < window.end() && window.bytes()[at] == '\r';
    return carriageReturn && behind < window.end() && window.bytes()[behind] == '\n'
        ? behind + 1
        : behind;
  }

  private long lineEnds(int start, int stop) {
    byte[] bytes = window.bytes();
    long count = 0;
    for (int i = start; i < stop; i++) {
      boolean carriageReturn = bytes[i] == '\r';
      if (bytes[i] == '\n' || (carriageReturn && (i + 1 == stop || bytes[i + 1] != '\n'))) {
        count++;
      }
    }
    return count;
  }

  private void keepBad(int start, int stop) {
    bad = true;
    badRecord = Arrays.copyOfRange(window.bytes(), start, stop);
  }

  int cells() {
    return cells;
  }

  boolean isQuoted(int cell) {
    return kind[cell] != PLAIN;
  }

  /** Where the text of a cell lies; with doubled quotation marks, made single there. */
  byte[] text(int cell) {
    if (kind[cell] != ESCAPED) {
      return window.bytes();
    }
    byte[] bytes = window.bytes();
    if (unescaped.length < to[cell] - from[cell]) {
      unescaped = new byte[to[cell] - from[cell]];
    }
    unescapedLength = 0;
    for (int i = from[cell]; i < to[cell]; i++) {
      unescaped[unescapedLength++] = bytes[i];
      if (bytes[i] == '"') {
        i++;
      }
    }
    return unescaped;
  }

  /** The first byte of the cell in {@link #text}, which has to be asked for first. */
  int start(int cell) {
    return kind[cell] == ESCAPED ? 0 : from[cell];
  }

  /** Behind the last byte of the cell in {@link #text}, which has to be asked for first. */
  int stop(int cell) {
    return kind[cell] == ESCAPED ? unescapedLength : to[cell];
  }

  long line() {
    return line;
  }

  byte[] recordBytes() {
    return bad ? badRecord : Arrays.copyOfRange(window.bytes(), recordStart, contentEnd);
  }
}
