package granary.engine;

import java.util.Arrays;

/**
 * The values of one column of a {@link Batch}; those that were not set are NULL. Numbers, dates and
 * times lie in {@link #longs} (floating point as its bits, days since 1970, microseconds), text and
 * binary values in {@link #bytes}; decimals beyond 18 digits have their upper half in {@link
 * #highs}.
 */
final class Column {
  private static final int LONG_DECIMAL_DIGITS = 18;

  private final ColumnType type;
  private final long[] valid;
  private final long[] longs;
  private final long[] highs;
  private final byte[][] bytes;
  private long bytesHeld;

  Column(ColumnType type, int capacity) {
    this.type = type;
    valid = new long[(capacity + 63) / 64];
    longs = new long[ofBytes() ? 0 : capacity];
    highs = new long[wide(type) ? capacity : 0];
    bytes = new byte[ofBytes() ? capacity : 0][];
  }

  /** Whether a decimal needs more than 64 bits. */
  static boolean wide(ColumnType type) {
    return type.precision() > LONG_DECIMAL_DIGITS;
  }

  ColumnType type() {
    return type;
  }

  void clear() {
    Arrays.fill(valid, 0);
    Arrays.fill(bytes, null);
    bytesHeld = 0;
  }

  void set(int row, long value) {
    longs[row] = value;
    valid[row >> 6] |= 1L << row;
  }

  void set(int row, long high, long low) {
    highs[row] = high;
    set(row, low);
  }

  void set(int row, byte[] value) {
    bytes[row] = value;
    bytesHeld += value.length;
    valid[row >> 6] |= 1L << row;
  }

  /** Whether values are of any length. */
  boolean ofBytes() {
    return type.kind() == ColumnType.Kind.VARCHAR || type.kind() == ColumnType.Kind.VARBINARY;
  }

  /** The length of all values that were set since the last {@link #clear}. */
  long bytesHeld() {
    return bytesHeld;
  }

  boolean isNull(int row) {
    return (valid[row >> 6] & (1L << row)) == 0;
  }

  long[] valid() {
    return valid;
  }

  long[] longs() {
    return longs;
  }

  long[] highs() {
    return highs;
  }

  byte[][] bytes() {
    return bytes;
  }
}
