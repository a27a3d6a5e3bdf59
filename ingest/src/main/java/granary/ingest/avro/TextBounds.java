package granary.ingest.avro;

import granary.ingest.record.ByteWords;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bounds of the strings of a file: the smallest and the largest of their first 16 characters, in
 * the order of code points, which is the order of UTF-8 bytes. The upper one is rounded up where
 * something was cut off.
 */
final class TextBounds {
  static final int MAX_CHARACTERS = 16;

  private byte[] lower = new byte[0];
  private byte[] upper = new byte[0];

  // The first eight bytes of the bounds, which decide about most texts.
  private long lowerWord;
  private long upperWord;

  private boolean upperCut;
  private boolean any;

  void add(byte[] bytes, int offset, int length) {
    long word = word(bytes, offset, length);
    if (!any) {
      any = true;
      lower = prefix(bytes, offset, offset + length);
      lowerWord = word;
      upper = lower;
      upperWord = word;
      upperCut = lower.length < length;
      return;
    }
    if (!isDecided(Long.compareUnsigned(word, lowerWord), length, lower.length)) {
      addBelow(bytes, offset, offset + length, word);
    }
    if (!isDecided(Long.compareUnsigned(upperWord, word), length, upper.length)) {
      addAbove(bytes, offset, offset + length, word);
    }
  }

  /**
   * Whether a text is known to be within a bound by their first eight bytes: beyond it in these, or
   * the very same.
   */
  private static boolean isDecided(int order, int length, int boundLength) {
    return order > 0 || (order == 0 && length == boundLength && length <= Long.BYTES);
  }

  private void addBelow(byte[] bytes, int offset, int end, long word) {
    if (Arrays.compareUnsigned(bytes, offset, end, lower, 0, lower.length) < 0) {
      lower = prefix(bytes, offset, end);
      lowerWord = word;
    }
  }

  private void addAbove(byte[] bytes, int offset, int end, long word) {
    int length = end - offset;
    int common = Math.min(length, upper.length);
    int order = Arrays.compareUnsigned(bytes, offset, offset + common, upper, 0, common);
    if (order > 0 || (order == 0 && length > upper.length)) {
      byte[] first = prefix(bytes, offset, end);
      boolean same = Arrays.equals(first, upper);
      upperCut = first.length < length || (same && upperCut);
      upper = first;
      upperWord = word;
    }
  }

  /** The first eight bytes, with zeros behind a shorter text, ordered as unsigned numbers. */
  private static long word(byte[] bytes, int offset, int length) {
    if (bytes.length - offset < Long.BYTES) {
      long word = 0;
      for (int i = 0; i < length; i++) {
        word |= (bytes[offset + i] & 0xffL) << (Long.SIZE - Byte.SIZE * (i + 1));
      }
      return word;
    }
    long word = Long.reverseBytes(ByteWords.get(bytes, offset));
    // In two steps, since a shift by 64 is one by 0.
    return length >= Long.BYTES ? word : word & (-1L << (Byte.SIZE * (7 - length)) << Byte.SIZE);
  }

  Optional<byte[]> lower() {
    return any ? Optional.of(lower) : Optional.empty();
  }

  /** Empty also where nothing of 16 characters is above what was cut off. */
  Optional<byte[]> upper() {
    if (!any || !upperCut) {
      return any ? Optional.of(upper) : Optional.empty();
    }
    int[] characters = new String(upper, StandardCharsets.UTF_8).codePoints().toArray();
    for (int i = characters.length - 1; i >= 0; i--) {
      int next = characters[i] + 1;
      if (next >= Character.MIN_SURROGATE && next <= Character.MAX_SURROGATE) {
        next = Character.MAX_SURROGATE + 1;
      }
      if (next <= Character.MAX_CODE_POINT) {
        characters[i] = next;
        return Optional.of(new String(characters, 0, i + 1).getBytes(StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  private static byte[] prefix(byte[] bytes, int offset, int end) {
    int at = offset;
    for (int characters = 0; at < end; at++) {
      boolean begins = (bytes[at] & 0xc0) != 0x80;
      if (begins && characters++ == MAX_CHARACTERS) {
        break;
      }
    }
    return Arrays.copyOfRange(bytes, offset, at);
  }
}
