package granary.ingest.input;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A file's bytes as they are stored, with their SHA-256. Unlike most streams it says exactly
 * whether bytes are left ({@link #available} is 0 only at the end), which readers of several gzip
 * members rely on.
 */
final class StoredBytes extends InputStream {
  private final InputStream in;
  private final ContentDigest digest;
  private final long end;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int filled;
  private long count;
  private boolean failed;

  /**
   * Bytes of a stream.
   *
   * @param length the digest is of as many; what is read behind them does not count
   */
  StoredBytes(InputStream in, ContentDigest digest, long length) {
    this.in = in;
    this.digest = digest;
    this.end = length;
  }

  @Override
  public int read() throws IOException {
    return available() == 0 ? -1 : buffer[position++] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int taken = Math.min(length, available());
    if (taken == 0) {
      return -1;
    }
    System.arraycopy(buffer, position, target, offset, taken);
    position += taken;
    return taken;
  }

  @Override
  public int available() throws IOException {
    while (position == filled && filled >= 0) {
      position = 0;
      filled = fill(0);
      if (filled < 0) {
        filled = 0;
        return 0;
      }
    }
    return filled - position;
  }

  /** Reads from the file into the buffer; the only place that does. */
  private int fill(int from) throws IOException {
    int read;
    try {
      read = in.read(buffer, from, buffer.length - from);
    } catch (IOException e) {
      failed = true;
      throw e;
    }
    if (read > 0) {
      int counted = (int) Math.max(0, Math.min(read, end - count));
      digest.update(buffer, from, counted);
      count += read;
    }
    return read;
  }

  /**
   * Whether the file system, not what the bytes hold, made the last call fail: a retry may help.
   */
  boolean hasFailed() {
    return failed;
  }

  /** Gives back the last {@code length} bytes of the last {@link #read(byte[], int, int)}. */
  void unread(int length) {
    if (length > position) {
      throw new IllegalStateException("More bytes were given back than taken");
    }
    position -= length;
  }

  /** The first {@code length} bytes of what comes next, fewer at the end; they stay unread. */
  byte[] peek(int length) throws IOException {
    available();
    while (filled - position < length && filled < buffer.length) {
      int read = fill(filled);
      if (read < 0) {
        break;
      }
      filled += read;
    }
    int available = Math.min(length, filled - position);
    return java.util.Arrays.copyOfRange(buffer, position, position + available);
  }

  /** Goes forward. */
  void skipFully(long length) throws IOException {
    long left = length;
    while (left > 0 && available() > 0) {
      int skipped = (int) Math.min(left, filled - position);
      position += skipped;
      left -= skipped;
    }
  }

  /**
   * Reads all that the digest is of, and of a whole file what is behind; then how many there were.
   */
  long drain(boolean toTheEnd) throws IOException {
    while ((toTheEnd || count < end) && available() > 0) {
      position = filled;
    }
    return count;
  }

  /** Bytes taken from the file so far. */
  long count() {
    return count;
  }

  /** The digests of the chunks, once, after {@link #drain}. */
  List<String> chunks() {
    return digest.chunks();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
