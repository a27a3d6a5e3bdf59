package granary.ingest.avro;

import granary.failure.InvalidRequestException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Compresses the blocks of Avro files, with buffers that are reused. Owned by one thread; holds
 * native memory until it is closed.
 */
public interface BlockCodec extends Closeable {
  /** The names that {@link #of} knows. */
  List<String> NAMES = List.of("zstandard", "snappy", "deflate", "null");

  /** The name in the header of Avro files. */
  String avroName();

  /** The compressed bytes; valid until the next call. */
  ByteBuffer compress(byte[] data, int length) throws IOException;

  @Override
  void close();

  /**
   * A codec by its name in Avro.
   *
   * @param level how hard zstandard and deflate try
   * @throws InvalidRequestException if there is none of the name
   */
  static BlockCodec of(String name, int level) {
    return switch (name) {
      case "zstandard" -> new ZstandardCodec(level);
      case "snappy" -> new SnappyCodec();
      case "deflate" -> new DeflateCodec(Math.min(level, 9));
      case "null" -> new NoCodec();
      default ->
          throw new InvalidRequestException(
              "Cannot write Avro with codec " + name + ": one of " + NAMES + " was expected");
    };
  }
}
