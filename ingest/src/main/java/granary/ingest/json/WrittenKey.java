package granary.ingest.json;

import granary.ingest.record.ByteWords;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A key of an object as most texts write it: without escapes, the colon right behind it. Told from
 * other text by comparing words, without looking for where a key ends. Immutable.
 */
final class WrittenKey {
  private final int length;
  private final long[] words;
  private final long lastMask;

  private WrittenKey(byte[] text) {
    length = text.length;
    int count = (length + Long.BYTES - 1) / Long.BYTES;
    byte[] padded = Arrays.copyOf(text, count * Long.BYTES);
    words = new long[count];
    for (int i = 0; i < count; i++) {
      words[i] = ByteWords.get(padded, i * Long.BYTES);
    }
    lastMask = -1L >>> ((count * Long.BYTES - length) * Byte.SIZE);
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
    int last = (words.length - 1) * Long.BYTES;
    if (end - at < length || bytes.length - at < last + Long.BYTES) {
      return false;
    }
    for (int i = 0; i < words.length - 1; i++) {
      if (ByteWords.get(bytes, at + i * Long.BYTES) != words[i]) {
        return false;
      }
    }
    return ((ByteWords.get(bytes, at + last) ^ words[words.length - 1]) & lastMask) == 0;
  }
}
