package granary.ingest.input;

import java.io.IOException;
import java.util.Arrays;

/**
 * The part of a file's text that a reader looks at: it grows until it holds a whole record, up to a
 * limit, and moves on. Whoever reads keeps offsets only until the next call of {@link #more}.
 */
public final class TextWindow {
  private static final int FIRST_BYTES = 1 << 18;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  /** Where text comes from. */
  @FunctionalInterface
  public interface Source {
    /** As {@link java.io.InputStream#read(byte[], int, int)}. */
    int read(byte[] target, int offset, int length) throws IOException;
  }

  private final Source source;
  private final int maxBytes;
  private byte[] bytes;
  private int start;
  private int end;
  private boolean ended;

  /** The offset in the text of the first byte in the window. */
  private long base;

  /** No record begins at this offset or behind it: the text ends there. */
  private long limit = Long.MAX_VALUE;

  private long last;
  private long next;

  /**
   * A window at the beginning of a text.
   *
   * @param source the text
   * @param maxBytes the longest record that is kept whole
   */
  public TextWindow(Source source, int maxBytes) {
    this.source = source;
    this.maxBytes = maxBytes;
    this.bytes = new byte[Math.min(maxBytes + 1, FIRST_BYTES)];
  }

  /**
   * A window on an open file, behind its byte order mark if it has one. What is in the window is
   * always UTF-8.
   *
   * @param charset the file's characters
   */
  public static TextWindow over(InputContent content, TextCharset charset, int maxBytes)
      throws IOException {
    if (content.from() == 0) {
      TextWindow window = over(content::read, charset, maxBytes);
      content.attach(window, charset);
      return window;
    }
    // Within a file no bytes are a mark.
    TextWindow window = new TextWindow(content::read, maxBytes);
    content.attach(window, charset);
    return window;
  }

  /** The text is a part that begins at one offset of a file; no record begins at the other. */
  void within(long from, long to) {
    base = from;
    last = from;
    next = from + start;
    limit = to;
  }

  static TextWindow over(Source source, TextCharset charset, int maxBytes) throws IOException {
    int limit = Math.max(maxBytes, BYTE_ORDER_MARK.length);
    TextWindow window =
        new TextWindow(
            charset.holdsUtf8() ? new MarkedText(source) : new Utf8Text(source, charset.charset()),
            limit);
    window.more();
    if (window.end >= BYTE_ORDER_MARK.length
        && Arrays.equals(window.bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, 3)) {
      window.start = BYTE_ORDER_MARK.length;
    }
    return window;
  }

  public byte[] bytes() {
    return bytes;
  }

  /** The first byte that is not yet consumed. */
  public int start() {
    return start;
  }

  /** Behind the last byte that was read. */
  public int end() {
    return end;
  }

  /** Whether nothing comes behind {@link #end}. */
  public boolean ended() {
    return ended;
  }

  /** Consumes everything before {@code position}: a whole record, or what is left of one. */
  public void consume(int position) {
    start = position;
    last = next;
    next = base + position;
    if (next >= limit) {
      // What was read behind this record is another part's.
      end = start;
      ended = true;
    }
  }

  /** Where in the text the record began that was consumed last. */
  long last() {
    return last;
  }

  /** Where in the text the next record begins. */
  long next() {
    return next;
  }

  /**
   * Reads more text behind {@link #end}. What is at {@link #start} may move to another offset.
   *
   * @return false if nothing more can come: the text has ended, or the record is at the limit
   */
  public boolean more() throws IOException {
    if (ended) {
      return false;
    }
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, end - start);
      base += start;
      end -= start;
      start = 0;
    } else if (end == bytes.length) {
      if (end > maxBytes) {
        return false;
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(maxBytes + 1L, end * 2L));
    }
    int before = end;
    while (end < bytes.length && !ended) {
      int read = source.read(bytes, end, bytes.length - end);
      if (read < 0) {
        ended = true;
      } else {
        end += read;
      }
    }
    return end > before;
  }

  /** Throws away what is in the window; the next text follows. */
  public void discard() {
    start = end;
    if (ended) {
      last = next;
      next = base + end;
    }
  }
}
