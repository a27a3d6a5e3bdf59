package granary.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads Avro's binary encoding from a decompressed block. Used by one thread. */
final class BlockBytes {
  private byte[] data = new byte[0];
  private int position;
  private int limit;
  private ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);

  void reset(byte[] bytes, int length) {
    if (data != bytes) {
      data = bytes;
      buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
    position = 0;
    limit = length;
  }

  boolean exhausted() {
    return position == limit;
  }

  long readLong() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      byte next = data[take(1)];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw damaged("a number is longer than 10 bytes");
  }

  int readFloatBits() {
    return buffer.getInt(take(Integer.BYTES));
  }

  long readDoubleBits() {
    return buffer.getLong(take(Long.BYTES));
  }

  byte readByte() {
    return data[take(1)];
  }

  byte[] readBytes(int length) {
    byte[] value = new byte[length];
    System.arraycopy(data, take(length), value, 0, length);
    return value;
  }

  int readLength() {
    long length = readLong();
    if (length < 0 || length > limit - position) {
      throw damaged("a length of " + length + " is beyond the block");
    }
    return (int) length;
  }

  void skip(int length) {
    take(length);
  }

  private int take(int length) {
    int at = position;
    if (length < 0 || length > limit - at) {
      throw damaged("a value ends beyond the block");
    }
    position = at + length;
    return at;
  }

  private static DamagedBlockException damaged(String reason) {
    return new DamagedBlockException(reason);
  }
}
