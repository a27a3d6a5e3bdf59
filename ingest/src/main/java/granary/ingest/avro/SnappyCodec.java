package granary.ingest.avro;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.xerial.snappy.Snappy;

/** Snappy as Avro has it: the CRC-32 of the uncompressed bytes behind the compressed ones. */
final class SnappyCodec implements BlockCodec {
  private final CRC32 checksum = new CRC32();
  private byte[] target = new byte[0];

  @Override
  public String avroName() {
    return "snappy";
  }

  @Override
  public ByteBuffer compress(byte[] data, int length) throws IOException {
    int bound = Snappy.maxCompressedLength(length) + Integer.BYTES;
    if (target.length < bound) {
      target = new byte[bound];
    }
    int compressed = Snappy.compress(data, 0, length, target, 0);
    checksum.reset();
    checksum.update(data, 0, length);
    ByteBuffer.wrap(target).putInt(compressed, (int) checksum.getValue());
    return ByteBuffer.wrap(target, 0, compressed + Integer.BYTES);
  }

  @Override
  public void close() {
    // Holds nothing native.
  }
}
