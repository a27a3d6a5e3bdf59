package granary.ingest.json;

import granary.failure.InvalidRequestException;
import granary.ingest.input.TextWindow;
import granary.ingest.record.BadRecordException;
import granary.ingest.record.BadRecordReason;
import java.io.IOException;
import java.util.Arrays;

/**
 * The records of a JSON document: the elements of its one array, streamed. An element's end is
 * found by counting brackets outside of strings; whether it is JSON, its reader says.
 */
final class JsonArrayFrames implements JsonFrames {
  private static final int KEPT_OF_TOO_LONG = 1 << 16;

  private final String file;
  private final TextWindow window;

  /** Where the window's first byte that is not consumed lies in the text. */
  private long offset;

  private long line = 1;
  private long lineOffset;
  private long recordLine;
  private long recordLineOffset;
  private long recordOffset;
  private int recordStart;
  private int recordStop;
  private byte[] tooLong = new byte[0];
  private boolean opened;
  private boolean first = true;
  private boolean closed;

  // How far the element in the window was scanned, and what is open there.
  private int scanned;
  private int depth;
  private boolean inString;
  private boolean escaped;

  JsonArrayFrames(String file, TextWindow window) {
    this.file = file;
    this.window = window;
  }

  @Override
  public boolean next() throws IOException, BadRecordException {
    tooLong = new byte[0];
    if (!opened) {
      open();
    }
    if (closed || close()) {
      return false;
    }
    if (!first) {
      if (peek() != ',') {
        throw broken("',' or ']' was expected");
      }
      advance(window.start() + 1);
      peek();
    }
    first = false;
    element();
    return true;
  }

  private void open() throws IOException {
    int next = peek();
    if (next != '[') {
      throw broken(
          next < 0
              ? "it is empty, and a document is one array"
              : "a document is one array, which begins with '['; objects one a line are --format"
                  + " jsonl");
    }
    advance(window.start() + 1);
    opened = true;
  }

  private boolean close() throws IOException {
    if (peek() != ']') {
      return false;
    }
    advance(window.start() + 1);
    if (peek() >= 0) {
      throw broken("nothing more was expected behind the array");
    }
    closed = true;
    return true;
  }

  /** The next byte that is no blank, not consumed; -1 at the end. */
  private int peek() throws IOException {
    do {
      int at = window.start();
      while (at < window.end() && isBlank(window.bytes()[at])) {
        at++;
      }
      advance(at);
    } while (window.start() == window.end() && window.more());
    return window.start() == window.end() ? -1 : window.bytes()[window.start()] & 0xff;
  }

  private static boolean isBlank(byte value) {
    return value == ' ' || value == '\t' || value == '\r' || value == '\n';
  }

  /** Consumes up to {@code position}, counting lines. */
  private void advance(int position) {
    byte[] bytes = window.bytes();
    int start = window.start();
    for (int at = start; at < position; at++) {
      if (bytes[at] == '\n') {
        line++;
        lineOffset = offset + (at - start) + 1;
      }
    }
    offset += position - start;
    window.consume(position);
  }

  private void element() throws IOException, BadRecordException {
    recordLine = line;
    recordLineOffset = lineOffset;
    recordOffset = offset;
    scanned = 0;
    depth = 0;
    inString = false;
    escaped = false;
    while (!scan()) {
      if (!window.more()) {
        if (!window.ended()) {
          throw skipTooLong();
        }
        if (depth > 0 || inString) {
          advance(window.end());
          throw broken("the document ends within a value");
        }
        break;
      }
    }
    recordStart = window.start();
    recordStop = recordStart + scanned;
    if (scanned == 0) {
      throw broken("a value was expected");
    }
    advance(recordStop);
  }

  /** Goes on in the element that begins at the window's start; whether its end was found. */
  private boolean scan() {
    byte[] bytes = window.bytes();
    int at = window.start() + scanned;
    boolean found = false;
    while (at < window.end() && !found) {
      byte next = bytes[at];
      if (inString) {
        if (escaped) {
          escaped = false;
        } else if (next == '\\') {
          escaped = true;
        } else if (next == '"') {
          inString = false;
          found = depth == 0;
        }
      } else if (next == '"') {
        inString = true;
      } else if (next == '{' || next == '[') {
        depth++;
      } else if (next == '}' || next == ']') {
        if (depth == 0) {
          break;
        }
        found = --depth == 0;
      } else if (depth == 0 && (next == ',' || isBlank(next))) {
        break;
      }
      at++;
    }
    scanned = at - window.start();
    return found || at < window.end();
  }

  private BadRecordException skipTooLong() throws IOException {
    int start = window.start();
    tooLong =
        onOneLine(
            Arrays.copyOfRange(
                window.bytes(), start, Math.min(window.end(), start + KEPT_OF_TOO_LONG)));
    boolean found = false;
    while (!found) {
      advance(window.end());
      scanned = 0;
      if (!window.more()) {
        throw broken("the document ends within a value");
      }
      found = scan();
    }
    advance(window.start() + scanned);
    return new BadRecordException(BadRecordReason.TOO_LONG, "the record is too long to be kept");
  }

  private InvalidRequestException broken(String what) {
    return refused(what, line, offset - lineOffset + 1);
  }

  private InvalidRequestException refused(String what, long brokenLine, long column) {
    return new InvalidRequestException(
        "Cannot ingest "
            + file
            + ": it is not a JSON document; in line "
            + brokenLine
            + ", column "
            + column
            + ": "
            + what
            + "; nothing of it was ingested");
  }

  @Override
  public void brokenAt(int at, BadRecordException cause) {
    byte[] bytes = window.bytes();
    long brokenLine = recordLine;
    long began = recordLineOffset;
    int stop = Math.min(at, recordStop);
    for (int i = recordStart; i < stop; i++) {
      if (bytes[i] == '\n') {
        brokenLine++;
        began = recordOffset + (i - recordStart) + 1;
      }
    }
    throw refused(cause.detail(), brokenLine, recordOffset + (stop - recordStart) - began + 1);
  }

  @Override
  public byte[] bytes() {
    return window.bytes();
  }

  @Override
  public int start() {
    return recordStart;
  }

  @Override
  public int stop() {
    return recordStop;
  }

  @Override
  public long line() {
    return recordLine;
  }

  @Override
  public byte[] recordBytes() {
    return tooLong.length > 0
        ? tooLong
        : onOneLine(Arrays.copyOfRange(window.bytes(), recordStart, recordStop));
  }

  /** JSON has line ends only between its tokens, so that blanks say the same. */
  private static byte[] onOneLine(byte[] record) {
    for (int i = 0; i < record.length; i++) {
      if (record[i] == '\n' || record[i] == '\r') {
        record[i] = ' ';
      }
    }
    return record;
  }
}
