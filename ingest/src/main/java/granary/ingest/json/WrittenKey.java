package granary.ingest.json;

import granary.ingest.record.ByteWords;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key of an object as most texts write it: without escapes, the colon right behind it. Told from
 * other text by comparing words, without looking for where a key ends. Immutable.
 */
final class WrittenKey {
  private static final int HEAD_BYTES = 2 * Long.BYTES;

  private final int length;

  // Of the text, the first 16 bytes, with the bits of them that count; and what is behind them.
  private final long first;
  private final long firstMask;
  private final long second;
  private final long secondMask;
  private final byte[] rest;

  private WrittenKey(byte[] text) {
    length = text.length;
    byte[] padded = Arrays.copyOf(text, HEAD_BYTES);
    first = ByteWords.get(padded, 0);
    firstMask = mask(length);
    second = ByteWords.get(padded, Long.BYTES);
    secondMask = mask(length - Long.BYTES);
    rest = length <= HEAD_BYTES ? new byte[0] : Arrays.copyOfRange(text, HEAD_BYTES, length);
  }

  /** The bits of a word of which {@code count} bytes count; with more than eight, all. */
  private static long mask(int count) {
    return count >= Long.BYTES ? -1L : ByteWords.first(-1L, Math.max(count, 0));
  }

  /** The key with these bytes; null if it cannot be written without escapes. */
  static @Nullable WrittenKey of(byte[] key) {
    for (byte next : key) {
      if (next == '"' || next == '\\' || (next >= 0 && next < ' ')) {
        return null;
      }
    }
    byte[] text = new byte[key.length + 3];
    System.arraycopy(key, 0, text, 1, key.length);
    text[0] = '"';
    text[text.length - 2] = '"';
    text[text.length - 1] = ':';
    return new WrittenKey(text);
  }

  /** The length of the key with its quotation marks and the colon, in bytes. */
  int length() {
    return length;
  }

  /**
   * Whether the key stands at a place. A key that does may be missed: close to the end of the
   * array.
   *
   * @param end where the text ends in the array
   */
  boolean isAt(byte[] bytes, int at, int end) {
    if (end - at < length || bytes.length - at < HEAD_BYTES) {
      return false;
    }
    long differences =
        ((ByteWords.get(bytes, at) ^ first) & firstMask)
            | ((ByteWords.get(bytes, at + Long.BYTES) ^ second) & secondMask);
    return differences == 0 && (length <= HEAD_BYTES || isRestAt(bytes, at + HEAD_BYTES));
  }

  private boolean isRestAt(byte[] bytes, int at) {
    return Arrays.equals(bytes, at, at + rest.length, rest, 0, rest.length);
  }
}
