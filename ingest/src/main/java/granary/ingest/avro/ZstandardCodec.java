package granary.ingest.avro;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;

/** Zstandard through one native context; Avro's own codec makes a stream for each block. */
final class ZstandardCodec implements BlockCodec {
  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private byte[] target = new byte[0];

  ZstandardCodec(int level) {
    context.setLevel(level);
  }

  @Override
  public String avroName() {
    return "zstandard";
  }

  @Override
  public ByteBuffer compress(byte[] data, int length) {
    int bound = (int) Zstd.compressBound(length);
    if (target.length < bound) {
      target = new byte[bound];
    }
    int compressed = context.compressByteArray(target, 0, target.length, data, 0, length);
    return ByteBuffer.wrap(target, 0, compressed);
  }

  @Override
  public void close() {
    context.close();
  }
}
