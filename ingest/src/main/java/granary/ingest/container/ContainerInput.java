package granary.ingest.container;

import granary.ingest.input.InputContent;
import java.io.IOException;
import java.util.Arrays;

/** The bytes of a container file, with their offsets. Owned by one thread. */
final class ContainerInput {
  private static final int MAX_NUMBER_BYTES = 10;

  /** Each is looked at in the file, which would take long for a file made of markers. */
  private static final int MAX_OTHERS = 100;

  private final InputContent content;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int filled;
  private long base;

  /**
   * The rest of an open file.
   *
   * @param offset where it stands
   */
  ContainerInput(InputContent content, long offset) {
    this.content = content;
    this.base = offset;
  }

  /** The offset of the next byte. */
  long offset() {
    return base + position;
  }

  boolean atEnd() throws IOException {
    return position == filled && !fill();
  }

  byte[] read(int length) throws IOException, MalformedAvroException {
    byte[] bytes = new byte[length];
    read(bytes, length);
    return bytes;
  }

  void read(byte[] target, int length) throws IOException, MalformedAvroException {
    int done = 0;
    while (done < length) {
      if (position == filled && !fill()) {
        throw new MalformedAvroException("the file ends within a block");
      }
      int count = Math.min(length - done, filled - position);
      System.arraycopy(buffer, position, target, done, count);
      position += count;
      done += count;
    }
  }

  long readLong() throws IOException, MalformedAvroException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position == filled && !fill()) {
        throw new MalformedAvroException("the file ends within a number");
      }
      byte next = buffer[position++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new MalformedAvroException("a number is longer than any is");
  }

  /**
   * Goes behind the next marker that a block follows, since values may hold the same bytes; false
   * if none begins before this offset, or too many are none.
   */
  boolean skipBehind(byte[] marker, long before) throws IOException {
    int others = 0;
    while (others < MAX_OTHERS) {
      for (; position + marker.length <= filled && others < MAX_OTHERS; position++) {
        if (offset() >= before) {
          return false;
        }
        if (buffer[position] == marker[0]
            && Arrays.equals(
                buffer, position, position + marker.length, marker, 0, marker.length)) {
          if (isBlock(offset() + marker.length, marker)) {
            position += marker.length;
            return true;
          }
          others++;
        }
      }
      if (!fill()) {
        position = filled;
        return false;
      }
    }
    return false;
  }

  /** Whether what is at an offset has the form of a block with its marker, or the file ends. */
  private boolean isBlock(long offset, byte[] marker) throws IOException {
    byte[] numbers = content.bytesAt(offset, 2 * MAX_NUMBER_BYTES);
    if (numbers.length == 0) {
      return true;
    }
    BinaryCursor cursor = new BinaryCursor();
    cursor.over(numbers, numbers.length);
    try {
      long count = cursor.readLong();
      long length = cursor.readLong();
      return count > 0
          && length >= 0
          && Arrays.equals(
              content.bytesAt(offset + cursor.position() + length, marker.length), marker);
    } catch (MalformedAvroException e) {
      return false;
    }
  }

  /** Reads more behind what is left in the buffer; false at the end of the file. */
  private boolean fill() throws IOException {
    int left = filled - position;
    System.arraycopy(buffer, position, buffer, 0, left);
    base += position;
    position = 0;
    filled = left;
    int read = content.read(buffer, filled, buffer.length - filled);
    filled += Math.max(read, 0);
    return read > 0;
  }
}
