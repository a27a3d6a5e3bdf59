package granary.ingest.avro;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Deflate as Avro has it: RFC 1951 without zlib's frame. */
final class DeflateCodec implements BlockCodec {
  private final Deflater deflater;
  private byte[] target = new byte[1 << 16];

  DeflateCodec(int level) {
    deflater = new Deflater(level, true);
  }

  @Override
  public String avroName() {
    return "deflate";
  }

  @Override
  public ByteBuffer compress(byte[] data, int length) {
    deflater.reset();
    deflater.setInput(data, 0, length);
    deflater.finish();
    int compressed = 0;
    while (!deflater.finished()) {
      if (compressed == target.length) {
        target = Arrays.copyOf(target, target.length * 2);
      }
      compressed += deflater.deflate(target, compressed, target.length - compressed);
    }
    return ByteBuffer.wrap(target, 0, compressed);
  }

  @Override
  public void close() {
    deflater.end();
  }
}
