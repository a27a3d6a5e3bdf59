package granary.ingest.container;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Steps through values in Avro's binary encoding, and past the end of none: bytes may be anything.
 * Owned by one thread.
 */
final class BinaryCursor {
  /** Values nested deeper are taken for damage: they would end the thread's stack. */
  static final int MAX_DEPTH = 200;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[0];
  private int position;
  private int end;
  private int depth;

  /** Stands before the first of these bytes. */
  void over(byte[] block, int length) {
    bytes = block;
    position = 0;
    end = length;
    depth = 0;
  }

  byte[] bytes() {
    return bytes;
  }

  int position() {
    return position;
  }

  /** Goes back to where it was before. */
  void back(int earlier) {
    position = earlier;
    depth = 0;
  }

  int left() {
    return end - position;
  }

  long readLong() throws MalformedAvroException {
    int at = position;
    if (at < end && bytes[at] >= 0) {
      position = at + 1;
      long single = bytes[at];
      return (single >>> 1) ^ -(single & 1);
    }
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at == end) {
        throw new MalformedAvroException("a number ends behind its block");
      }
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        position = at;
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new MalformedAvroException("a number is longer than any is");
  }

  int readInt() throws MalformedAvroException {
    long value = readLong();
    if (value != (int) value) {
      throw new MalformedAvroException("an int is beyond its range");
    }
    return (int) value;
  }

  boolean readBoolean() throws MalformedAvroException {
    need(1);
    byte value = bytes[position++];
    if (value != 0 && value != 1) {
      throw new MalformedAvroException("a boolean is neither 0 nor 1");
    }
    return value == 1;
  }

  float readFloat() throws MalformedAvroException {
    need(Float.BYTES);
    float value = Float.intBitsToFloat((int) INTS.get(bytes, position));
    position += Float.BYTES;
    return value;
  }

  double readDouble() throws MalformedAvroException {
    need(Double.BYTES);
    double value = Double.longBitsToDouble((long) LONGS.get(bytes, position));
    position += Double.BYTES;
    return value;
  }

  /** The length of a string or of bytes; they all are there. */
  int readLength() throws MalformedAvroException {
    long length = readLong();
    if (length < 0 || length > end - position) {
      throw new MalformedAvroException("a value's length is wrong (" + length + ")");
    }
    return (int) length;
  }

  /** Which of {@code count} branches of a union or symbols of an enum it is. */
  int readIndex(int count, String what) throws MalformedAvroException {
    long index = readLong();
    if (index < 0 || index >= count) {
      throw new MalformedAvroException(what + " has no number " + index);
    }
    return (int) index;
  }

  /**
   * How many items of an array or a map follow; 0 behind the last. Their length in bytes, where it
   * is given, is passed over.
   */
  long readItems() throws MalformedAvroException {
    long count = readLong();
    if (count < 0) {
      if (count == Long.MIN_VALUE || readLong() < 0) {
        throw new MalformedAvroException("the number of a value's items is wrong");
      }
      count = -count;
    }
    return count;
  }

  /** The place of {@code length} bytes, which it goes behind. */
  int skip(int length) throws MalformedAvroException {
    need(length);
    int at = position;
    position += length;
    return at;
  }

  void enter() throws MalformedAvroException {
    if (++depth > MAX_DEPTH) {
      throw new MalformedAvroException("values are nested deeper than " + MAX_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  private void need(int length) throws MalformedAvroException {
    if (length > end - position) {
      throw new MalformedAvroException("a value ends behind its block");
    }
  }
}
