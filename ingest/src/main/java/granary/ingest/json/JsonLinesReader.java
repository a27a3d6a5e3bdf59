package granary.ingest.json;

import granary.ingest.input.InputContent;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.RecordReader;
import granary.ingest.record.RecordShape;
import granary.ingest.record.Row;
import granary.ingest.record.TextValues;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads JSON lines: one object a line, lines ended by LF or CRLF, blank lines passed over. A line
 * is a record whatever it holds, so a document that was written over several lines is several bad
 * records. What values may be, {@link JsonRecords} says.
 */
public final class JsonLinesReader implements RecordReader {
  private static final int KEPT_OF_TOO_LONG = 1 << 16;

  private final TextWindow window;
  private final JsonRecords records;
  private int lineStart;
  private int lineStop;
  private long line;
  private byte[] tooLong = new byte[0];

  JsonLinesReader(TextWindow window, RecordShape shape, TextValues values) {
    this.window = window;
    this.records = new JsonRecords(shape, values);
  }

  /**
   * Reads an open file.
   *
   * @param content the file; this reader does not close it
   * @param shape what records are to be
   * @param values the rules for text within strings
   * @param maxRecordBytes longer records are bad
   */
  public static JsonLinesReader open(
      InputContent content, RecordShape shape, TextValues values, int maxRecordBytes)
      throws IOException {
    return new JsonLinesReader(TextWindow.over(content, maxRecordBytes), shape, values);
  }

  @Override
  public boolean next(Row row) throws IOException, BadRecordException {
    row.clear();
    tooLong = new byte[0];
    while (nextLine()) {
      if (!isBlank()) {
        records.read(window.bytes(), lineStart, lineStop, row);
        return true;
      }
    }
    return false;
  }

  private boolean nextLine() throws IOException, BadRecordException {
    int searched = 0;
    while (true) {
      byte[] bytes = window.bytes();
      int end = window.end();
      int at = window.start() + searched;
      while (at < end && bytes[at] != '\n') {
        at++;
      }
      if (at < end || window.ended()) {
        lineStart = window.start();
        lineStop = at;
        window.consume(Math.min(at + 1, end));
        line++;
        return lineStart < end;
      }
      searched = at - window.start();
      if (!window.more() && !window.ended()) {
        line++;
        throw skipTooLong();
      }
    }
  }

  private BadRecordException skipTooLong() throws IOException {
    int start = window.start();
    tooLong =
        Arrays.copyOfRange(window.bytes(), start, Math.min(window.end(), start + KEPT_OF_TOO_LONG));
    boolean found = false;
    do {
      window.discard();
      window.more();
      byte[] bytes = window.bytes();
      for (int at = window.start(); at < window.end() && !found; at++) {
        if (bytes[at] == '\n') {
          window.consume(at + 1);
          found = true;
        }
      }
    } while (!found && !window.ended());
    if (!found) {
      window.discard();
    }
    return new BadRecordException(BadRecordReason.TOO_LONG, "the record is too long to be kept");
  }

  private boolean isBlank() {
    byte[] bytes = window.bytes();
    for (int at = lineStart; at < lineStop; at++) {
      if (bytes[at] != ' ' && bytes[at] != '\t' && bytes[at] != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public byte[] recordBytes() {
    if (tooLong.length > 0) {
      return tooLong;
    }
    byte[] bytes = window.bytes();
    boolean carriageReturn = lineStop > lineStart && bytes[lineStop - 1] == '\r';
    return Arrays.copyOfRange(bytes, lineStart, carriageReturn ? lineStop - 1 : lineStop);
  }

  @Override
  public long recordLine() {
    return line;
  }

  @Override
  public void close() {
    // The content belongs to whoever opened it.
  }
}
