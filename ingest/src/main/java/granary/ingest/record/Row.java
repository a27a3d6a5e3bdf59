package granary.ingest.record;

import java.util.Arrays;

/**
 * The values of one record, by slot of its {@link RecordShape}; reused for record after record, so
 * that none is made for each. Numbers of all kinds are in longs (doubles and floats as a double's
 * bits, booleans as 0 and 1, dates as days, timestamps in their field's unit), text and bytes lie
 * one after the other in one array. Owned by one thread.
 */
public final class Row {
  private static final byte MISSING = 0;
  private static final byte NULL = 1;
  private static final byte VALUE = 2;
  private static final int KEPT_BYTES = 1 << 20;

  /** Behind the bytes in use there are always as many, so that words of them can be looked at. */
  private static final int SLACK_BYTES = 2 * Long.BYTES;

  private final byte[] states;
  private final long[] numbers;
  private final int[] offsets;
  private final int[] lengths;
  private byte[] bytes = new byte[256];
  private int used;

  Row(int slots) {
    states = new byte[slots];
    numbers = new long[slots];
    offsets = new int[slots];
    lengths = new int[slots];
  }

  /** Forgets the record that was here. */
  public void clear() {
    Arrays.fill(states, MISSING);
    used = 0;
    if (bytes.length > KEPT_BYTES) {
      bytes = new byte[KEPT_BYTES];
    }
  }

  public boolean isMissing(int slot) {
    return states[slot] == MISSING;
  }

  public boolean isNull(int slot) {
    return states[slot] == NULL;
  }

  public long number(int slot) {
    return numbers[slot];
  }

  public double floating(int slot) {
    return Double.longBitsToDouble(numbers[slot]);
  }

  /** Where the bytes of all slots lie; valid until the row changes. */
  public byte[] bytes() {
    return bytes;
  }

  public int offset(int slot) {
    return offsets[slot];
  }

  public int length(int slot) {
    return lengths[slot];
  }

  /** How many bytes the slots hold together. */
  public int usedBytes() {
    return used;
  }

  public void setMissing(int slot) {
    states[slot] = MISSING;
  }

  public void setNull(int slot) {
    states[slot] = NULL;
  }

  /** Says that a record is there; its fields have slots of their own. */
  public void setPresent(int slot) {
    states[slot] = VALUE;
  }

  public void setNumber(int slot, long value) {
    states[slot] = VALUE;
    numbers[slot] = value;
  }

  public void setFloating(int slot, double value) {
    setNumber(slot, Double.doubleToRawLongBits(value));
  }

  /** Copies the bytes from {@code from} to before {@code to}. */
  public void setBytes(int slot, byte[] source, int from, int to) {
    int length = to - from;
    if (bytes.length - used < length + SLACK_BYTES) {
      bytes = Arrays.copyOf(bytes, Math.max(used + length + SLACK_BYTES, bytes.length * 2));
    }
    // What is behind the bytes in use is nobody's.
    ByteWords.copy(source, from, bytes, used, length);
    states[slot] = VALUE;
    offsets[slot] = used;
    lengths[slot] = length;
    used += length;
  }

  void copy(Row other, int slot) {
    if (other.states[slot] == VALUE && other.lengths[slot] > 0) {
      int offset = other.offsets[slot];
      setBytes(slot, other.bytes, offset, offset + other.lengths[slot]);
    } else {
      offsets[slot] = 0;
      lengths[slot] = 0;
    }
    states[slot] = other.states[slot];
    numbers[slot] = other.numbers[slot];
  }
}
