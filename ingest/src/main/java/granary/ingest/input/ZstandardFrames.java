package granary.ingest.input;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Unpacks the frames of a zstandard file, one after the other. The library's own stream takes a
 * later frame that is cut off for the end of the file, and loses its records silently.
 */
final class ZstandardFrames extends InputStream {
  private static final int BYTES = 1 << 17;

  private final StoredBytes in;
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private final ByteBuffer packed = ByteBuffer.allocateDirect(BYTES).flip();
  private final ByteBuffer unpacked = ByteBuffer.allocateDirect(BYTES).flip();
  private final byte[] buffer = new byte[BYTES];
  private boolean betweenFrames;

  ZstandardFrames(StoredBytes in) {
    this.in = in;
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
    while (!unpacked.hasRemaining()) {
      if (!packed.hasRemaining() && !fill() && betweenFrames) {
        return -1;
      }
      unpackSome();
    }
    int count = Math.min(length, unpacked.remaining());
    unpacked.get(target, offset, count);
    return count;
  }

  private boolean fill() throws IOException {
    int read = in.read(buffer, 0, buffer.length);
    if (read > 0) {
      packed.clear();
      packed.put(buffer, 0, read).flip();
    }
    return read > 0;
  }

  private void unpackSome() throws IOException {
    int before = packed.remaining();
    unpacked.clear();
    try {
      // With nothing left to read, what the library still holds may come out.
      betweenFrames = context.decompressDirectByteBufferStream(unpacked, packed);
    } catch (ZstdException e) {
      // Of bytes that begin no frame the library says that nothing is wrong.
      throw new IOException(betweenFrames ? "other data follow the last frame" : e.getMessage(), e);
    }
    unpacked.flip();
    if (before == 0 && !unpacked.hasRemaining()) {
      throw new EOFException("the last frame is cut off");
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
