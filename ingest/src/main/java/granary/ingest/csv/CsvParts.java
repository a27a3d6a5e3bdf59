package granary.ingest.csv;

import granary.failure.InvalidRequestException;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.RecordShape;
import granary.ingest.record.TextValues;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Finds where records begin within a CSV file, without reading what comes before. Whether a place
 * is inside a quoted cell cannot be known from there, so each possibility is tried on the text that
 * follows, and the one taken under which records have as many cells as the header. That is a guess:
 * who reads the part before goes on to the record's end, and if it ends elsewhere, the file is not
 * divided.
 */
public final class CsvParts {
  /** As much text decides. */
  public static final int SAMPLE_BYTES = 1 << 20;

  private static final int MAX_RECORDS = 500;

  /** Where in a record the sample may begin. */
  private enum State {
    IN_CELL,
    CELL_BEGINS,
    IN_QUOTES,
    BEHIND_QUOTE
  }

  private CsvParts() {}

  /**
   * How to read a part that is not the first: its text does not begin with names of columns.
   *
   * @param options with the names and the delimiter that the file begins with
   * @param header the lines that hold them; empty if none do
   */
  public record Continuation(CsvOptions options, Optional<String> header) {
    /**
     * Reads a part.
     *
     * @param file the file's name, for messages
     * @param window the part's text, from the beginning of a record on
     * @param shape what records are to be
     * @param values the rules for cells
     */
    public CsvReader reader(String file, TextWindow window, RecordShape shape, TextValues values) {
      return CsvReader.behind(this, file, window, shape, values);
    }
  }

  /**
   * Takes the names of the columns, and the delimiter if it is named, from the beginning of a file.
   *
   * @param file the file's name
   * @param beginning the file from its first byte
   * @throws InvalidRequestException if the names cannot be read
   */
  public static Continuation behindHeader(String file, TextWindow beginning, CsvOptions options)
      throws IOException {
    CsvScanner scanner = CsvScanner.ofFile(file, beginning, options.syntax());
    Optional<String> separator = scanner.separatorLine().map(SeparatorLine::text);
    CsvOptions known =
        scanner
            .separatorLine()
            .map(line -> options.withSyntax(options.syntax().delimitedBy(line.delimiter())))
            .orElse(options);
    try {
      if (options.header().place() != CsvHeader.Place.FIRST_RECORD || !scanner.next()) {
        return new Continuation(known, separator);
      }
    } catch (BadRecordException e) {
      throw new InvalidRequestException(
          "Cannot ingest " + file + ": its header cannot be read (" + e.detail() + ")", e);
    }
    String line = new String(scanner.recordBytes(), StandardCharsets.UTF_8);
    CsvHeader header = CsvHeader.given(CsvRecords.texts(scanner));
    return new Continuation(
        known.withHeader(header),
        Optional.of(separator.map(first -> first + "\n").orElse("") + line));
  }

  /**
   * Where the first record begins behind the first byte of a sample.
   *
   * @param file the file's name
   * @param options with a header that is not in the text
   * @param shape what records are to be
   * @return empty if none seems to
   */
  public static OptionalInt firstRecord(
      byte[] sample, String file, CsvOptions options, RecordShape shape) throws IOException {
    Set<Integer> candidates = new LinkedHashSet<>();
    for (State state : State.values()) {
      int behind =
          behindRecord(sample, options.syntax(), options.syntax().delimiterOf(file), state);
      if (behind > 0) {
        candidates.add(behind);
      }
    }
    int width =
        options.header().place() == CsvHeader.Place.NOWHERE
            ? CsvColumns.inOrder(shape).fields().size()
            : options.header().names().size();
    if (candidates.size() < 2) {
      return candidates.stream().mapToInt(at -> at).findFirst();
    }
    int first = Collections.min(candidates);
    int best = -1;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int candidate : candidates) {
      Found skipped = found(scanner(file, sample, first, candidate, options), width, options);
      Found rest = found(scanner(file, sample, candidate, sample.length, options), width, options);
      double score = rest.score(skipped.good());
      if (score > bestScore) {
        bestScore = score;
        best = candidate;
      }
    }
    return OptionalInt.of(best);
  }

  private static CsvScanner scanner(
      String file, byte[] sample, int from, int to, CsvOptions options) {
    TextWindow window = new TextWindow(slice(sample, from, to), sample.length);
    return new CsvScanner(window, options.syntax(), options.syntax().delimiterOf(file));
  }

  private static TextWindow.Source slice(byte[] sample, int from, int to) {
    int[] given = {from};
    return (target, offset, length) -> {
      int count = Math.min(length, to - given[0]);
      System.arraycopy(sample, given[0], target, offset, count);
      given[0] += count;
      return count == 0 ? -1 : count;
    };
  }

  /** Behind the line end that ends the record; -1 if there is none. */
  private static int behindRecord(byte[] text, CsvSyntax syntax, char delimiter, State first) {
    int quote = syntax.quote().isPresent() ? syntax.quote().get() : -1;
    int escape = syntax.escape().isPresent() ? syntax.escape().get() : -1;
    State state = first;
    for (int i = 0; i < text.length; i++) {
      int next = text[i] & 0xff;
      if (next == escape) {
        state = state == State.IN_QUOTES ? state : State.IN_CELL;
        i++;
      } else if (state == State.IN_QUOTES) {
        state = next == quote ? State.BEHIND_QUOTE : state;
      } else if (next == '\n') {
        return i + 1;
      } else if (next == '\r') {
        boolean pair = i + 1 < text.length && text[i + 1] == '\n';
        return i + 1 == text.length ? -1 : i + (pair ? 2 : 1);
      } else if (next == delimiter) {
        state = State.CELL_BEGINS;
      } else {
        state = next == quote && state != State.IN_CELL ? State.IN_QUOTES : State.IN_CELL;
      }
    }
    return -1;
  }

  /** How many records of a text are as wide as they should be, and how many are not. */
  private record Found(int good, int bad) {
    /** A bad record speaks as loudly as so many lines in a cell that would be records elsewhere. */
    private static final int BAD_WEIGHT = 3;

    /**
     * The share of good ones; more of them decide between equals.
     *
     * @param skipped records before the text, which would have to be lines within a quoted cell
     */
    double score(int skipped) {
      int all = good + skipped + BAD_WEIGHT * bad;
      return all == 0 ? 0 : (double) good / all + good / 1e6;
    }
  }

  private static Found found(CsvScanner scanner, int width, CsvOptions options) throws IOException {
    scanner.expect(width, options.shortRows());
    boolean mayBeShort = options.shortRows() == ShortRows.FILLED;
    int good = 0;
    int all = 0;
    boolean more = true;
    boolean lastGood = true;
    while (more && all < MAX_RECORDS) {
      try {
        more = scanner.next();
        int cells = scanner.cells();
        lastGood = !more || cells == width || (cells < width && mayBeShort);
      } catch (BadRecordException e) {
        // One more that is not good.
        lastGood = false;
      }
      all += more ? 1 : 0;
      good += more && lastGood ? 1 : 0;
    }
    // The sample cuts the last record.
    return new Found(good, all - good - (lastGood ? 0 : 1));
  }
}
