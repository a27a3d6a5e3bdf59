package granary.ingest.avro;

import java.nio.ByteBuffer;

/** Leaves the blocks as they are. */
final class NoCodec implements BlockCodec {
  @Override
  public String avroName() {
    return "null";
  }

  @Override
  public ByteBuffer compress(byte[] data, int length) {
    return ByteBuffer.wrap(data, 0, length);
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
