package granary.engine;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * The blocks of a split of an Avro container file, decompressed one after the other. A block
 * belongs to the split in which the sync marker before it begins, as in Avro's own reader.
 */
final class AvroBlocks implements AutoCloseable {
  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final int SYNC_BYTES = 16;

  private final FileBytes in;
  private final byte[] sync = new byte[SYNC_BYTES];
  private final byte[] marker = new byte[SYNC_BYTES];
  private final Schema schema;
  private final BlockCodec codec;
  private final long end;
  private byte[] compressed = new byte[0];
  private long rows;

  /**
   * Opens the file and goes to the split's first block.
   *
   * @throws IOException if the file cannot be read or is not an Avro container file
   */
  AvroBlocks(Configuration hadoop, Split split) throws IOException {
    Path path = new Path(split.file());
    FSDataInputStream stream = path.getFileSystem(hadoop).open(path);
    in = new FileBytes(stream);
    try {
      Map<String, byte[]> header = readHeader();
      schema = new Schema.Parser().parse(text(header, "avro.schema", "null"));
      codec = BlockCodec.named(text(header, "avro.codec", "null"));
      end = split.start() + split.length();
      if (split.start() > in.position() - SYNC_BYTES) {
        goToMarker(split.start());
      }
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  Schema schema() {
    return schema;
  }

  /** Records in the block that {@link #next} read. */
  long rows() {
    return rows;
  }

  /** Bytes of the file that were read. */
  long bytesRead() {
    return in.bytesRead();
  }

  /**
   * Reads and decompresses the next block into {@code block}.
   *
   * @return whether there was one in the split
   */
  boolean next(BlockBytes block) throws IOException {
    if (in.position() - SYNC_BYTES >= end || in.atEnd()) {
      return false;
    }
    rows = in.readLong();
    long length = in.readLong();
    if (rows < 0 || length < 0 || length > Integer.MAX_VALUE - 8) {
      throw new IOException("a block of " + rows + " records and " + length + " bytes");
    }
    if (compressed.length < length) {
      compressed = new byte[(int) length];
    }
    in.readFully(compressed, (int) length);
    in.readFully(marker, SYNC_BYTES);
    if (!Arrays.equals(marker, sync)) {
      throw new IOException("no sync marker behind a block");
    }
    codec.decompress(compressed, (int) length);
    block.reset(codec.bytes(), codec.length());
    return true;
  }

  /** The place in the file, for messages. */
  long position() {
    return in.position();
  }

  private Map<String, byte[]> readHeader() throws IOException {
    byte[] magic = new byte[MAGIC.length];
    in.readFully(magic, magic.length);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException("it is not an Avro container file");
    }
    Map<String, byte[]> header = new HashMap<>();
    for (long count = in.readLong(); count != 0; count = in.readLong()) {
      if (count < 0) {
        in.readLong();
        count = -count;
      }
      for (long i = 0; i < count; i++) {
        String key = new String(in.readBytes(), StandardCharsets.UTF_8);
        header.put(key, in.readBytes());
      }
    }
    in.readFully(sync, SYNC_BYTES);
    return header;
  }

  private static String text(Map<String, byte[]> header, String key, String absent) {
    byte[] value = header.get(key);
    return value == null ? absent : new String(value, StandardCharsets.UTF_8);
  }

  /** Goes behind the first sync marker that begins at {@code start} or later, or to the end. */
  private void goToMarker(long start) throws IOException {
    in.seek(start);
    int filled = 0;
    while (!in.atEnd()) {
      if (filled < SYNC_BYTES) {
        marker[filled++] = (byte) in.read();
      } else {
        System.arraycopy(marker, 1, marker, 0, SYNC_BYTES - 1);
        marker[SYNC_BYTES - 1] = (byte) in.read();
      }
      if (filled == SYNC_BYTES && Arrays.equals(marker, sync)) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    codec.close();
    in.close();
  }

  /** A file read through one buffer, with its position. */
  private static final class FileBytes {
    private final FSDataInputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int filled;
    private long bufferStart;
    private long bytesRead;

    FileBytes(FSDataInputStream in) {
      this.in = in;
    }

    long position() {
      return bufferStart + at;
    }

    long bytesRead() {
      return bytesRead;
    }

    void seek(long position) throws IOException {
      in.seek(position);
      bufferStart = position;
      at = 0;
      filled = 0;
    }

    boolean atEnd() throws IOException {
      if (at < filled) {
        return false;
      }
      bufferStart += filled;
      at = 0;
      filled = Math.max(0, in.read(buffer, 0, buffer.length));
      bytesRead += filled;
      return filled == 0;
    }

    int read() throws IOException {
      if (atEnd()) {
        throw new EOFException("it ends early");
      }
      return buffer[at++] & 0xFF;
    }

    void readFully(byte[] target, int length) throws IOException {
      int done = 0;
      while (done < length) {
        if (atEnd()) {
          throw new EOFException("it ends early");
        }
        int n = Math.min(length - done, filled - at);
        System.arraycopy(buffer, at, target, done, n);
        at += n;
        done += n;
      }
    }

    long readLong() throws IOException {
      long value = 0;
      for (int shift = 0; shift < 70; shift += 7) {
        int next = read();
        value |= (next & 0x7FL) << shift;
        if (next < 0x80) {
          return (value >>> 1) ^ -(value & 1);
        }
      }
      throw new IOException("a number is longer than 10 bytes");
    }

    byte[] readBytes() throws IOException {
      long length = readLong();
      if (length < 0 || length > 1 << 26) {
        throw new IOException("a header entry of " + length + " bytes");
      }
      byte[] value = new byte[(int) length];
      readFully(value, value.length);
      return value;
    }

    void close() throws IOException {
      in.close();
    }
  }
}
