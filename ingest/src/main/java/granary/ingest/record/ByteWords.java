package granary.ingest.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at bytes eight at a time: a word's lowest byte is the first one. */
public final class ByteWords {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long NO_CONTROLS = ' ' * ONES;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;

  private ByteWords() {}

  /** The eight bytes from {@code at} on, which have to be in the array. */
  public static long get(byte[] bytes, int at) {
    return (long) LONGS.get(bytes, at);
  }

  /**
   * Copies bytes. Of what stands behind them in the target, up to the sixteenth byte from {@code
   * to} on may be overwritten: so short texts, which most are, take two words and no loop.
   */
  static void copy(byte[] source, int from, byte[] target, int to, int length) {
    if (length <= 2 * Long.BYTES
        && source.length - from >= 2 * Long.BYTES
        && target.length - to >= 2 * Long.BYTES) {
      LONGS.set(target, to, (long) LONGS.get(source, from));
      LONGS.set(target, to + Long.BYTES, (long) LONGS.get(source, from + Long.BYTES));
    } else {
      System.arraycopy(source, from, target, to, length);
    }
  }

  /** Whether a byte of the word is not ASCII. */
  public static boolean anyHigh(long word) {
    return (word & HIGH_BITS) != 0;
  }

  /** Where the first {@code wanted} byte is; {@code to} if it is not before that. */
  public static int indexOf(byte[] bytes, int from, int to, byte wanted) {
    long pattern = (wanted & 0xffL) * ONES;
    int at = from;
    for (; to - at >= Long.BYTES; at += Long.BYTES) {
      long found = zeros(get(bytes, at) ^ pattern);
      if (found != 0) {
        return at + firstMarked(found);
      }
    }
    while (at < to && bytes[at] != wanted) {
      at++;
    }
    return at;
  }

  /**
   * Marks what ends the plain part of a JSON string: quotation marks, backslashes and control
   * characters. The first mark is exact; behind it there may be wrong ones.
   */
  public static long jsonSpecials(long word) {
    long controls = (word - NO_CONTROLS) & ~word & HIGH_BITS;
    return zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | controls;
  }

  /** How many bytes stand before the first marked one; there has to be one. */
  public static int firstMarked(long marks) {
    return Long.numberOfTrailingZeros(marks) / Byte.SIZE;
  }

  /** The first {@code count} bytes of the word, from 0 to 7, and zeros behind them. */
  public static long first(long word, int count) {
    return word & ~(-1L << (count * Byte.SIZE));
  }

  /**
   * Whether a word holds digits, as numbers, where it should, and zeros elsewhere.
   *
   * @param sixes a 6 at the place of each digit
   * @param zeroBits the bits that are 0 in such a word
   */
  static boolean areDigits(long word, long sixes, long zeroBits) {
    return ((word | (word + sixes)) & zeroBits) == 0;
  }

  /** At each byte the number that it and the next one make, both of them digits as numbers. */
  static long pairs(long digits) {
    return digits * 10 + (digits >>> Byte.SIZE);
  }

  /** Marks the bytes that are 0; only the first mark is exact, since borrows go upward. */
  private static long zeros(long word) {
    return (word - ONES) & ~word & HIGH_BITS;
  }
}
