package granary.ingest.json;

import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import granary.ingest.record.ByteWords;
import java.io.IOException;
import java.util.Arrays;

/**
 * The records of JSON lines: one a line, lines ended by LF or CRLF, blank lines passed over. A line
 * is a record whatever it holds, so a document that was written over several lines is several bad
 * records.
 */
final class JsonLineFrames implements JsonFrames {
  private static final int KEPT_OF_TOO_LONG = 1 << 16;

  private final TextWindow window;
  private int lineStart;
  private int lineStop;
  private long line;
  private byte[] tooLong = new byte[0];

  JsonLineFrames(TextWindow window) {
    this.window = window;
  }

  @Override
  public boolean next() throws IOException, BadRecordException {
    tooLong = new byte[0];
    while (nextLine()) {
      if (!isBlank()) {
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
      int at = ByteWords.indexOf(bytes, window.start() + searched, end, (byte) '\n');
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
      int at = ByteWords.indexOf(window.bytes(), window.start(), window.end(), (byte) '\n');
      found = at < window.end();
      if (found) {
        window.consume(at + 1);
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
  public byte[] bytes() {
    return window.bytes();
  }

  @Override
  public int start() {
    return lineStart;
  }

  @Override
  public int stop() {
    return lineStop;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public void brokenAt(int at, BadRecordException cause) {
    // The next line is a record of its own.
  }
}
