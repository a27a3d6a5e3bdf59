package granary.engine;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.xerial.snappy.Snappy;

/** Decompresses the blocks of one Avro file into a buffer that is used again. */
final class BlockCodec implements AutoCloseable {
  private static final int SNAPPY_CHECKSUM_BYTES = 4;

  /** How a block becomes bytes. */
  private enum Method {
    NONE,
    DEFLATE,
    SNAPPY,
    ZSTANDARD
  }

  private final Method method;
  private final Inflater inflater = new Inflater(true);
  private byte[] output = new byte[1 << 16];
  private int length;

  private BlockCodec(Method method) {
    this.method = method;
  }

  /**
   * The codec of a name in a file's header.
   *
   * @throws IOException if it is none that can be read here
   */
  static BlockCodec named(String name) throws IOException {
    return new BlockCodec(
        switch (name) {
          case "null" -> Method.NONE;
          case "deflate" -> Method.DEFLATE;
          case "snappy" -> Method.SNAPPY;
          case "zstandard" -> Method.ZSTANDARD;
          default ->
              throw new IOException(
                  "the codec is not one of null, deflate, snappy and zstandard (" + name + ")");
        });
  }

  /** The bytes of the last block; valid up to {@link #length}. */
  byte[] bytes() {
    return output;
  }

  int length() {
    return length;
  }

  void decompress(byte[] block, int blockLength) throws IOException {
    length = 0;
    switch (method) {
      case NONE -> {
        output = block;
        length = blockLength;
      }
      case DEFLATE -> inflate(block, blockLength);
      case SNAPPY -> unsnap(block, blockLength);
      case ZSTANDARD -> {
        try (ZstdInputStreamNoFinalizer in =
            new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(block, 0, blockLength))) {
          drain(in);
        }
      }
    }
  }

  private void drain(InputStream in) throws IOException {
    for (int n = read(in); n >= 0; n = read(in)) {
      length += n;
    }
  }

  private int read(InputStream in) throws IOException {
    grow();
    return in.read(output, length, output.length - length);
  }

  private void inflate(byte[] block, int blockLength) throws IOException {
    inflater.reset();
    inflater.setInput(block, 0, blockLength);
    try {
      while (!inflater.finished()) {
        grow();
        int n = inflater.inflate(output, length, output.length - length);
        if (n == 0 && inflater.needsInput()) {
          throw new IOException("a deflated block ends early");
        }
        length += n;
      }
    } catch (DataFormatException e) {
      throw new IOException("a deflated block is damaged", e);
    }
  }

  private void unsnap(byte[] block, int blockLength) throws IOException {
    int compressed = blockLength - SNAPPY_CHECKSUM_BYTES;
    int size = Snappy.uncompressedLength(block, 0, compressed);
    if (size > output.length) {
      output = new byte[size];
    }
    length = Snappy.uncompress(block, 0, compressed, output, 0);
  }

  private void grow() {
    if (length == output.length) {
      output = Arrays.copyOf(output, Math.multiplyExact(output.length, 2));
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
