package granary.ingest.container;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;
import org.xerial.snappy.Snappy;

/**
 * Unpacks the blocks of an Avro file, into one array that is reused; blocks that would get larger
 * than the limit are refused, whatever their packed length. Owned by one thread.
 */
final class BlockUnpacker implements Closeable {
  /** The codecs of Avro's specification. */
  static final List<String> CODECS =
      List.of("null", "deflate", "snappy", "bzip2", "xz", "zstandard");

  private static final int FIRST_BYTES = 1 << 18;
  private static final int CHECKSUM_BYTES = 4;

  /** Kilobytes that xz may take: more than its highest preset. */
  private static final int XZ_MEMORY_KIB = 128 << 10;

  private final String codec;
  private final int maxBytes;
  private final Inflater inflater = new Inflater(true);
  private final ZstdDecompressCtx zstandard = new ZstdDecompressCtx();
  private byte[] target = new byte[0];
  private int length;

  /**
   * An unpacker for one file.
   *
   * @param codec one of {@link #CODECS}
   * @param maxBytes the largest block
   */
  BlockUnpacker(String codec, int maxBytes) {
    this.codec = codec;
    this.maxBytes = maxBytes;
  }

  /** Unpacks a block; {@link #bytes} and {@link #length} have it until the next call. */
  void unpack(byte[] packed, int packedLength) throws MalformedAvroException {
    length = 0;
    try {
      switch (codec) {
        case "null" -> {
          target = packed;
          length = packedLength;
        }
        case "deflate" -> inflate(packed, packedLength);
        case "snappy" -> snappy(packed, packedLength);
        case "zstandard" -> zstandard(packed, packedLength);
        case "bzip2" ->
            stream(
                new BZip2CompressorInputStream(new ByteArrayInputStream(packed, 0, packedLength)));
        case "xz" ->
            stream(
                new XZInputStream(
                    new ByteArrayInputStream(packed, 0, packedLength), XZ_MEMORY_KIB));
        default -> throw new IllegalStateException("No codec " + codec);
      }
    } catch (IOException
        | DataFormatException
        | ZstdException
        | IndexOutOfBoundsException
        | IllegalStateException e) {
      // The last two are what libraries do at some damage that they do not expect.
      throw new MalformedAvroException(
          "a block's " + codec + " data are damaged: " + e.getMessage(), e);
    }
  }

  byte[] bytes() {
    return target;
  }

  int length() {
    return length;
  }

  private void inflate(byte[] packed, int packedLength)
      throws DataFormatException, MalformedAvroException {
    inflater.reset();
    inflater.setInput(packed, 0, packedLength);
    while (!inflater.finished()) {
      grow(length + 1L);
      int count = inflater.inflate(target, length, target.length - length);
      if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
        throw new MalformedAvroException("a block's deflate data end early");
      }
      length += count;
    }
  }

  private void snappy(byte[] packed, int packedLength) throws IOException, MalformedAvroException {
    int data = packedLength - CHECKSUM_BYTES;
    if (data < 0) {
      throw new MalformedAvroException("a block's snappy data end early");
    }
    int size = Snappy.uncompressedLength(packed, 0, data);
    grow(size);
    length = Snappy.uncompress(packed, 0, data, target, 0);
    CRC32 crc = new CRC32();
    crc.update(target, 0, length);
    if ((int) crc.getValue() != ByteBuffer.wrap(packed, data, CHECKSUM_BYTES).getInt()) {
      throw new MalformedAvroException("a block's checksum is wrong");
    }
  }

  private void zstandard(byte[] packed, int packedLength)
      throws IOException, MalformedAvroException {
    long size = Zstd.getFrameContentSize(packed, 0, packedLength);
    if (size > 0) {
      grow(size);
      length = zstandard.decompressByteArray(target, 0, target.length, packed, 0, packedLength);
    } else {
      // Avro's own writer streams, and so does not know the size beforehand.
      stream(new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(packed, 0, packedLength)));
    }
  }

  private void stream(InputStream unpacked) throws IOException, MalformedAvroException {
    try (unpacked) {
      int read = 0;
      while (read >= 0) {
        length += read;
        grow(length + 1L);
        read = unpacked.read(target, length, target.length - length);
      }
    }
  }

  /** Makes room for {@code size} bytes in all. */
  private void grow(long size) throws MalformedAvroException {
    if (size > maxBytes + 1L) {
      throw new MalformedAvroException(
          "a block is larger than "
              + maxBytes
              + " bytes, unpacked; raise ingest.max-record-bytes, which is half of that");
    }
    if (size > target.length) {
      long wanted = Math.max(Math.max(size, FIRST_BYTES), target.length * 2L);
      target = Arrays.copyOf(target, (int) Math.min(wanted, maxBytes + 1L));
    }
  }

  @Override
  public void close() {
    inflater.end();
    zstandard.close();
  }
}
