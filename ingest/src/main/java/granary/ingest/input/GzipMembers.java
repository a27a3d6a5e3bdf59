package granary.ingest.input;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks the members of a gzip file (RFC 1952), one after the other. Java's own stream takes
 * whatever follows a member and is no further one for the end; here it is an error, but for zeros,
 * with which tapes fill their blocks.
 */
final class GzipMembers extends InputStream {
  private static final int MAGIC = 0x1f8b;
  private static final int DEFLATE = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int RESERVED_FLAGS = 0xe0;

  private final StoredBytes in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[1 << 15];
  private int filled;
  private boolean ended;

  GzipMembers(StoredBytes in) throws IOException {
    this.in = in;
    int first = in.read();
    if (first != MAGIC >> 8) {
      throw new ZipException("it does not begin as gzip does");
    }
    header(first);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      int count = inflate(target, offset, length);
      if (count > 0) {
        crc.update(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsInput()) {
        filled = in.read(buffer, 0, buffer.length);
        if (filled < 0) {
          throw new EOFException("the last member is cut off");
        }
        inflater.setInput(buffer, 0, filled);
      } else {
        throw new ZipException("a member needs a preset dictionary");
      }
    }
    return -1;
  }

  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      throw new ZipException("bad deflate data: " + e.getMessage());
    }
  }

  /** Checks what follows the data of a member, and goes to the next one. */
  private void endMember() throws IOException {
    long length = inflater.getBytesWritten() & 0xffffffffL;
    int left = inflater.getRemaining();
    in.unread(left);
    if (number() != crc.getValue() || number() != length) {
      throw new ZipException("a member's checksum or length is wrong");
    }
    inflater.reset();
    crc.reset();
    int next = in.read();
    if (next < 0) {
      ended = true;
    } else if (next == 0) {
      requireZeros();
      ended = true;
    } else {
      header(next);
    }
  }

  private void requireZeros() throws IOException {
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next != 0) {
        throw new ZipException("other data follow the last member");
      }
    }
  }

  private void header(int first) throws IOException {
    if (first != MAGIC >> 8 || need() != (MAGIC & 0xff)) {
      throw new ZipException("other data follow the last member");
    }
    if (need() != DEFLATE) {
      throw new ZipException("a member is not packed with deflate");
    }
    int flags = need();
    if ((flags & RESERVED_FLAGS) != 0) {
      throw new ZipException("a member's header has unknown flags");
    }
    skip(6);
    if ((flags & FLAG_EXTRA) != 0) {
      skip(need() | need() << 8);
    }
    if ((flags & FLAG_NAME) != 0) {
      skipText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      skipText();
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      skip(2);
    }
  }

  private void skipText() throws IOException {
    while (need() != 0) {
      // Up to the zero behind it.
    }
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      need();
    }
  }

  private long number() throws IOException {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (long) need() << (8 * i);
    }
    return value;
  }

  private int need() throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException("the last member is cut off");
    }
    return value;
  }

  @Override
  public void close() {
    inflater.end();
  }
}
