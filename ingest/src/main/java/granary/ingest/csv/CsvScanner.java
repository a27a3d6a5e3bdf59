package granary.ingest.csv;

import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts CSV text into records and cells, over bytes. Lines end with LF, CRLF or CR; empty lines are
 * passed over.
 *
 * <p>Where a record is bad, the next one begins
 *
 * <ul>
 *   <li>after a stray quotation mark: behind the next line end after it;
 *   <li>but where the record, in which it stands or which has a wrong number of cells, has several
 *       lines and most of them would be records by themselves: behind its first line, as next;
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
  private static final int QUOTED_WITH_ESCAPES = 2;
  private static final int PLAIN_WITH_ESCAPES = 3;
  private static final int KEPT_OF_TOO_LONG = 1 << 16;

  /** No byte is this. */
  private static final int NO_CHARACTER = 256;

  /** What one pass over the window came to. */
  private enum Pass {
    RECORD,
    MORE_TEXT_NEEDED,
    STRAY_QUOTE
  }

  private final TextWindow window;
  private final byte delimiter;
  private final int quote;
  private final int escape;

  /** By byte: whether it ends the plain part of a cell that is not quoted. */
  private final boolean[] special = new boolean[256];

  private int[] from = new int[64];
  private int[] to = new int[64];
  private byte[] kind = new byte[64];
  private int cells;
  private boolean lineEndsInside;
  private int openQuote = -1;
  private int recordStart;
  private int position;
  private int contentEnd;
  private long line;
  private long nextLine = 1;
  private byte[] unescaped = new byte[256];
  private int unescapedLength;
  private byte[] badRecord = new byte[0];
  private boolean bad;
  private Optional<SeparatorLine> separatorLine = Optional.empty();

  /** How many cells a record has; 0 while nobody knows. */
  private int width;

  private boolean mayBeShort;
  private final LongCells doubts = new LongCells();

  /**
   * A scanner at the beginning of a file, behind the line that names the delimiter if there is one.
   *
   * @param file its name
   * @param syntax what the user says of it
   * @throws granary.failure.InvalidRequestException if the line contradicts the user
   */
  static CsvScanner ofFile(String file, TextWindow beginning, CsvSyntax syntax) throws IOException {
    Optional<SeparatorLine> line = SeparatorLine.take(file, beginning, syntax);
    CsvSyntax known = line.map(named -> syntax.delimitedBy(named.delimiter())).orElse(syntax);
    CsvScanner scanner = new CsvScanner(beginning, known, known.delimiterOf(file));
    scanner.separatorLine = line;
    scanner.nextLine = line.isPresent() ? 2 : 1;
    return scanner;
  }

  /**
   * A scanner at the beginning of a text.
   *
   * @param syntax its special characters
   * @param delimiter between cells
   */
  CsvScanner(TextWindow window, CsvSyntax syntax, char delimiter) {
    this.window = window;
    this.delimiter = (byte) delimiter;
    this.quote = syntax.quote().isPresent() ? syntax.quote().get() : NO_CHARACTER;
    this.escape = syntax.escape().isPresent() ? syntax.escape().get() : NO_CHARACTER;
    for (int character : new int[] {delimiter, quote, escape, '\n', '\r'}) {
      if (character != NO_CHARACTER) {
        special[character] = true;
      }
    }
  }

  /** The line before the first record that names the delimiter. */
  Optional<SeparatorLine> separatorLine() {
    return separatorLine;
  }

  /**
   * Says how many cells records have: so a quotation mark that swallows the lines behind it can be
   * told from one that belongs there.
   */
  void expect(int cellsOfRecord, ShortRows shortRows) {
    width = cellsOfRecord;
    mayBeShort = shortRows == ShortRows.FILLED;
  }

  /** The records that may hold others. */
  LongCells doubts() {
    return doubts;
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
      if (lineEndsInside && (pass == Pass.STRAY_QUOTE || isRagged()) && holdsRecords()) {
        throw swallowing();
      }
      if (pass == Pass.STRAY_QUOTE) {
        throw strayQuote();
      }
      if (window.start() == window.end()) {
        return false;
      }
      boolean empty = cells == 1 && contentEnd == window.start();
      line = nextLine;
      long lines = lineEndsInside ? lineEnds(window.start(), position) : 1;
      nextLine += lines;
      if (doubts.asksFor(lines, width) && holdsRecords()) {
        doubts.add(window.bytes(), window.start(), firstLineEnd(), lines);
      }
      recordStart = window.start();
      window.consume(position);
      if (!empty) {
        return true;
      }
    }
  }

  private Pass scan(byte[] bytes, int start, int end, boolean last) {
    cells = 0;
    openQuote = -1;
    lineEndsInside = false;
    position = start;
    while (true) {
      Pass pass =
          position < end && bytes[position] == quote
              ? quotedCell(bytes, end, last)
              : plainCell(bytes, end, last);
      if (pass != Pass.RECORD) {
        return pass;
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

  private Pass plainCell(byte[] bytes, int end, boolean last) {
    int cellStart = position;
    int cellKind = PLAIN;
    while (true) {
      while (position < end && !special[bytes[position] & 0xff]) {
        position++;
      }
      if (position == end || bytes[position] != escape) {
        break;
      }
      if (position + 1 == end && !last) {
        return Pass.MORE_TEXT_NEEDED;
      }
      if (isEscaped(bytes, position + 1, end)) {
        cellKind = PLAIN_WITH_ESCAPES;
        lineEndsInside = true;
        position++;
      }
      position++;
    }
    if (position < end && bytes[position] == quote) {
      return lineEnd(bytes, end, last);
    }
    cell(cellStart, position, cellKind);
    return Pass.RECORD;
  }

  /** Whether the byte is one that an escape character in front of it makes plain text. */
  private boolean isEscaped(byte[] bytes, int at, int end) {
    return at < end && special[bytes[at] & 0xff];
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
    lineEndsInside = true;
    int cellStart = position + 1;
    int cellKind = QUOTED;
    int at = cellStart;
    while (true) {
      while (at < end && bytes[at] != quote && bytes[at] != escape) {
        at++;
      }
      if (at == end || (at + 1 == end && !last)) {
        openQuote = position - window.start();
        return Pass.MORE_TEXT_NEEDED;
      }
      boolean escapes = bytes[at] != quote;
      if (!escapes && (at + 1 == end || bytes[at + 1] != quote)) {
        break;
      }
      if (!escapes || isEscaped(bytes, at + 1, end)) {
        cellKind = QUOTED_WITH_ESCAPES;
        at++;
      }
      at++;
    }
    position = at + 1;
    if (position < end) {
      byte behind = bytes[position];
      if (behind != delimiter && behind != '\n' && behind != '\r') {
        return lineEnd(bytes, end, last);
      }
    }
    cell(cellStart, at, cellKind);
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

  private boolean isRagged() {
    return width > 0 && (cells > width || (cells < width && !mayBeShort));
  }

  /**
   * Whether most lines behind the first of what was scanned last would be records by themselves. It
   * is scanned again then.
   */
  private boolean holdsRecords() {
    int behind = position;
    int lines = 0;
    int records = 0;
    int at = behindLineEnd(firstLineEnd());
    if (width == 0 || at >= behind) {
      return false;
    }
    while (at < behind) {
      int stop = behindLineEnd(endOfLine(at));
      boolean whole = scan(window.bytes(), at, stop, true) == Pass.RECORD;
      boolean empty = whole && cells == 1 && contentEnd == at;
      lines += empty ? 0 : 1;
      records += whole && !empty && cells == width ? 1 : 0;
      at = stop;
    }
    scan(window.bytes(), window.start(), window.end(), window.ended());
    return records * 2 > lines;
  }

  /** Gives up a record's first line only, whose last cell holds the others. */
  private BadRecordException swallowing() {
    int stop = firstLineEnd();
    scan(window.bytes(), window.start(), behindLineEnd(stop), window.ended());
    String detail =
        "cell "
            + (cells + 1)
            + ": its quotation mark is taken for a mistake, since up to the next one it would hold"
            + " lines of which most are records";
    keepFirstLine(stop);
    return new BadRecordException(BadRecordReason.STRAY_QUOTE, detail);
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
    BadRecordException bad = unterminated("before the file ends");
    keepFirstLine(firstLineEnd());
    return bad;
  }

  /** Takes the first line of a bad record, and leaves the others to be scanned again. */
  private void keepFirstLine(int stop) {
    line = nextLine;
    keepBad(window.start(), stop);
    window.consume(behindLineEnd(stop));
    nextLine++;
  }

  private BadRecordException unterminated(String where) {
    return new BadRecordException(
        BadRecordReason.UNTERMINATED_QUOTE,
        "cell "
            + (cells + 1)
            + ": its quotation mark, in line "
            + (nextLine + lineEnds(window.start(), window.start() + openQuote))
            + ", is not closed "
            + where);
  }

  private BadRecordException tooLong() throws IOException {
    int stop = firstLineEnd();
    if (openQuote >= 0 && stop < window.end()) {
      BadRecordException bad = unterminated("within the longest record");
      keepFirstLine(stop);
      return bad;
    }
    line = nextLine;
    nextLine++;
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
    return endOfLine(window.start());
  }

  private int endOfLine(int lineStart) {
    byte[] bytes = window.bytes();
    int at = lineStart;
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

  /** Whether the cell is quoted or escaped, and so stands for nothing but its text. */
  boolean isLiteral(int cell) {
    return kind[cell] != PLAIN;
  }

  private boolean hasEscapes(int cell) {
    return kind[cell] >= QUOTED_WITH_ESCAPES;
  }

  /** Where the text of a cell lies; one with escapes is made plain elsewhere. */
  byte[] text(int cell) {
    byte[] bytes = window.bytes();
    if (!hasEscapes(cell)) {
      return bytes;
    }
    int stop = to[cell];
    if (unescaped.length < stop - from[cell]) {
      unescaped = new byte[stop - from[cell]];
    }
    unescapedLength = 0;
    for (int i = from[cell]; i < stop; i++) {
      // Within a quoted cell there is no quotation mark but doubled or escaped.
      if (bytes[i] == quote || (bytes[i] == escape && isEscaped(bytes, i + 1, stop))) {
        i++;
      }
      unescaped[unescapedLength++] = bytes[i];
    }
    return unescaped;
  }

  /** The first byte of the cell in {@link #text}, which has to be asked for first. */
  int start(int cell) {
    return hasEscapes(cell) ? 0 : from[cell];
  }

  /** Behind the last byte of the cell in {@link #text}, which has to be asked for first. */
  int stop(int cell) {
    return hasEscapes(cell) ? unescapedLength : to[cell];
  }

  long line() {
    return line;
  }

  byte[] recordBytes() {
    return bad ? badRecord : Arrays.copyOfRange(window.bytes(), recordStart, contentEnd);
  }
}
