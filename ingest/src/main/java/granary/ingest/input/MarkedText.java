package granary.ingest.input;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Text that is UTF-8 unless its first bytes are the byte order mark of UTF-16 or UTF-32, as
 * spreadsheets write "Unicode text". Costs a text in UTF-8 nothing beyond its first bytes.
 */
final class MarkedText implements TextWindow.Source {
  private static final int LONGEST_MARK = 4;

  private final TextWindow.Source source;
  private TextWindow.@Nullable Source text;

  MarkedText(TextWindow.Source source) {
    this.source = source;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    TextWindow.Source known = text;
    if (known != null) {
      return known.read(target, offset, length);
    }
    byte[] first = new byte[LONGEST_MARK];
    int count = 0;
    int read = 0;
    while (count < first.length && read >= 0) {
      read = source.read(first, count, first.length - count);
      count += Math.max(read, 0);
    }
    Charset marked = marked(first, count);
    Replayed whole = new Replayed(first, count, source);
    known = marked == null ? whole : new Utf8Text(whole, marked);
    text = known;
    return known.read(target, offset, length);
  }

  private static @Nullable Charset marked(byte[] first, int count) {
    if (count < 2) {
      return null;
    }
    int mark = (first[0] & 0xff) << 8 | (first[1] & 0xff);
    int next = count < LONGEST_MARK ? -1 : (first[2] & 0xff) << 8 | (first[3] & 0xff);
    if (mark == 0xfffe) {
      return next == 0 ? Charset.forName("UTF-32") : StandardCharsets.UTF_16;
    }
    if (mark == 0xfeff) {
      return StandardCharsets.UTF_16;
    }
    return mark == 0 && next == 0xfeff ? Charset.forName("UTF-32") : null;
  }

  /** First the bytes that were looked at, then the rest. */
  private static final class Replayed implements TextWindow.Source {
    private final byte[] first;
    private final int count;
    private final TextWindow.Source rest;
    private int given;

    Replayed(byte[] first, int count, TextWindow.Source rest) {
      this.first = first;
      this.count = count;
      this.rest = rest;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (given == count) {
        return rest.read(target, offset, length);
      }
      int taken = Math.min(length, count - given);
      System.arraycopy(first, given, target, offset, taken);
      given += taken;
      return taken;
    }
  }
}
