package granary.ingest.avro;

import java.util.Arrays;

/** The encoded rows of a block that is being filled. */
final class RowBuffer {
  private static final int FIRST_BYTES = 1 << 12;

  byte[] bytes = new byte[0];
  int size;
  int rows;

  /** Makes room for {@code length} more bytes. */
  void reserve(long length) {
    if (bytes.length - size < length) {
      long wanted = Math.max(size + length, Math.max(FIRST_BYTES, bytes.length * 2L));
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 64));
    }
  }

  void put(int value) {
    bytes[size++] = (byte) value;
  }

  /** A zig-zag varint, as Avro writes ints and longs. */
  void putLong(long value) {
    long rest = (value << 1) ^ (value >> 63);
    int at = size;
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    size = at;
  }

  void putBytes(byte[] source, int offset, int length) {
    putLong(length);
    System.arraycopy(source, offset, bytes, size, length);
    size += length;
  }

  void putLittleEndian(long value, int length) {
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  /** Forgets the rows; keeps the memory. */
  void clear() {
    size = 0;
    rows = 0;
  }

  /** Forgets the rows and gives the memory back. */
  void release() {
    clear();
    bytes = new byte[0];
  }
}
