package granary.ingest.record;

import java.util.Arrays;

/** Encoded rows, one behind the other, such as those of a block that is being filled. */
public final class RowBuffer {
  static final int MAX_LONG_BYTES = 10;

  /** Little: a task that writes to ten thousand partitions has as many buffers. */
  private static final int FIRST_BYTES = 1 << 9;

  private byte[] bytes = new byte[0];
  private int size;
  private int rows;

  /** Where the rows lie; valid until more is put. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes the rows take. */
  public int size() {
    return size;
  }

  public int rows() {
    return rows;
  }

  /** Makes room for {@code length} more bytes. */
  public void reserve(long length) {
    if (bytes.length - size < length) {
      long wanted = Math.max(size + length, Math.max(FIRST_BYTES, bytes.length * 2L));
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 64));
    }
  }

  void put(int value) {
    bytes[size++] = (byte) value;
  }

  /** A zig-zag varint, as Avro writes ints and longs. */
  public void putLong(long value) {
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
    putRaw(source, offset, length);
  }

  void putRaw(byte[] source, int offset, int length) {
    // What is behind the rows is nobody's.
    ByteWords.copy(source, offset, bytes, size, length);
    size += length;
  }

  void putLittleEndian(long value, int length) {
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) (value >>> (8 * i));
    }
  }

  void endRow() {
    rows++;
  }

  /** Forgets the rows; keeps the memory. */
  public void clear() {
    size = 0;
    rows = 0;
  }

  /** Forgets the rows and gives the memory back. */
  public void release() {
    clear();
    bytes = new byte[0];
  }
}
