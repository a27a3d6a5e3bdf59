package granary.ingest.csv;

import granary.failure.InvalidRequestException;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.RecordShape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
   * @param options with the names that the file begins with
   * @param headerLine the record that holds them; empty if none does
   */
  public record Continuation(CsvOptions options, Optional<String> headerLine) {}

  /**
   * Takes the names of the columns from the beginning of a file.
   *
   * @param file the file's name
   * @param beginning the file from its first byte
   * @throws InvalidRequestException if the names cannot be read
   */
  public static Continuation behindHeader(String file, TextWindow beginning, CsvOptions options)
      throws IOException {
    if (options.header().place() != CsvHeader.Place.FIRST_RECORD) {
      return new Continuation(options, Optional.empty());
    }
    CsvScanner scanner = scanner(file, beginning, options);
    try {
      if (!scanner.next()) {
        return new Continuation(options, Optional.empty());
      }
    } catch (BadRecordException e) {
      throw new InvalidRequestException(
          "Cannot ingest " + file + ": its header cannot be read (" + e.detail() + ")", e);
    }
    String line = new String(scanner.recordBytes(), StandardCharsets.UTF_8);
    CsvHeader header = CsvHeader.given(CsvRecords.texts(scanner));
    return new Continuation(options.withHeader(header), Optional.of(line));
  }

  private static CsvScanner scanner(String file, TextWindow window, CsvOptions options) {
    return new CsvScanner(window, options.syntax(), options.syntax().delimiterOf(file));
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
    int best = -1;
    double bestScore = Double.NEGATIVE_INFINITY;
    for (int candidate : candidates) {
      double score = 0;
      if (candidates.size() > 1) {
        TextWindow rest = new TextWindow(rest(sample, candidate), sample.length);
        score = score(scanner(file, rest, options), width, options.shortRows());
      }
      if (score > bestScore) {
        bestScore = score;
        best = candidate;
      }
    }
    return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }

  private static TextWindow.Source rest(byte[] sample, int from) {
    int[] given = {from};
    return (target, offset, length) -> {
      int count = Math.min(length, sample.length - given[0]);
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

  /** The share of good ones among the records that follow; more of them decide between equals. */
  private static double score(CsvScanner scanner, int width, ShortRows shortRows)
      throws IOException {
    int good = 0;
    int all = 0;
    boolean more = true;
    boolean lastGood = true;
    while (more && all < MAX_RECORDS) {
      try {
        more = scanner.next();
        int cells = scanner.cells();
        lastGood = !more || cells == width || (cells < width && shortRows == ShortRows.FILLED);
      } catch (BadRecordException e) {
        // One more that is not good.
        lastGood = false;
      }
      all += more ? 1 : 0;
      good += more && lastGood ? 1 : 0;
    }
    // The sample cuts the last record.
    int counted = all - (lastGood ? 0 : 1);
    return counted <= 0 ? 0 : (double) good / counted + good / 1e6;
  }
}
