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

  private static final int HEAD_BYTES = 2 * Long.BYTES;

  private byte[] lower = new byte[0];
  private byte[] upper = new byte[0];
  private boolean upperCut;
  private boolean any;

  // The first sixteen bytes of the bounds, and how long a text that begins with the same ones is if
  // it is within the bound: so they decide about nearly all texts. No length is, at first.
  private long lowerFirst = Long.MAX_VALUE;
  private long lowerSecond = Long.MAX_VALUE;
  private int lowerFrom = Integer.MAX_VALUE;
  private long upperFirst = Long.MIN_VALUE;
  private long upperSecond = Long.MIN_VALUE;
  private int upperFrom = Integer.MAX_VALUE;
  private int upperTo;

  void add(byte[] bytes, int offset, int length) {
    if (bytes.length - offset < HEAD_BYTES) {
      byte[] padded = Arrays.copyOf(Arrays.copyOfRange(bytes, offset, offset + length), HEAD_BYTES);
      add(padded, 0, length);
      return;
    }
    long first = word(bytes, offset, length);
    long second = word(bytes, offset + Long.BYTES, length - Long.BYTES);
    if (!isWithin(first, second, length)) {
      widen(bytes, offset, offset + length);
    }
  }

  private boolean isWithin(long first, long second, int length) {
    boolean aboveLower =
        first > lowerFirst
            || (first == lowerFirst
                && (second > lowerSecond || (second == lowerSecond && length >= lowerFrom)));
    boolean belowUpper =
        first < upperFirst
            || (first == upperFirst
                && (second < upperSecond
                    || (second == upperSecond && length >= upperFrom && length <= upperTo)));
    return aboveLower && belowUpper;
  }

  /** Eight bytes, zeros for those that a text does not have, as a number of the same order. */
  private static long word(byte[] bytes, int at, int length) {
    int missing = Long.BYTES - Math.max(0, Math.min(length, Long.BYTES));
    // In two steps, since a shift by 64 is one by 0.
    int half = missing * (Byte.SIZE / 2);
    long kept = -1L << half << half;
    return (Long.reverseBytes(ByteWords.get(bytes, at)) & kept) ^ Long.MIN_VALUE;
  }

  private void widen(byte[] bytes, int offset, int end) {
    int length = end - offset;
    if (!any || Arrays.compareUnsigned(bytes, offset, end, lower, 0, lower.length) < 0) {
      setLower(prefix(bytes, offset, end));
    }
    int common = Math.min(length, upper.length);
    int order = Arrays.compareUnsigned(bytes, offset, offset + common, upper, 0, common);
    if (!any || order > 0 || (order == 0 && length > upper.length)) {
      byte[] first = prefix(bytes, offset, end);
      boolean same = Arrays.equals(first, upper);
      setUpper(first, first.length < length || (same && upperCut));
    }
    any = true;
  }

  private void setLower(byte[] bound) {
    lower = bound;
    byte[] padded = Arrays.copyOf(bound, Math.max(HEAD_BYTES, bound.length));
    lowerFirst = word(padded, 0, bound.length);
    lowerSecond = word(padded, Long.BYTES, bound.length - Long.BYTES);
    lowerFrom = bound.length <= HEAD_BYTES ? bound.length : Integer.MAX_VALUE;
  }

  private void setUpper(byte[] bound, boolean cut) {
    upper = bound;
    upperCut = cut;
    byte[] padded = Arrays.copyOf(bound, Math.max(HEAD_BYTES, bound.length));
    upperFirst = word(padded, 0, bound.length);
    upperSecond = word(padded, Long.BYTES, bound.length - Long.BYTES);
    upperFrom = bound.length <= HEAD_BYTES ? bound.length : Integer.MAX_VALUE;
    // Behind a bound that was cut off there may be more; it has all sixteen bytes then.
    upperTo = cut ? Integer.MAX_VALUE : bound.length;
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
