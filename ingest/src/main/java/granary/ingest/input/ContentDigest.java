package granary.ingest.input;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Tells contents of files from each other, whether one task reads a file or many. A file of one
 * chunk has the SHA-256 of its bytes; a longer one the SHA-256 of its chunks' SHA-256, one behind
 * the other, with {@code 4m:} before it. So it does not depend on how a file was divided, as long
 * as parts begin where chunks do.
 */
public final class ContentDigest {
  /** The length of every chunk but the last. */
  public static final long CHUNK_BYTES = 4L << 20;

  private static final String PREFIX = "4m:";

  private final MessageDigest digest = sha256();
  private final List<String> chunks = new ArrayList<>();
  private final long chunkBytes;
  private long inChunk;

  ContentDigest() {
    this(CHUNK_BYTES);
  }

  private ContentDigest(long chunkBytes) {
    this.chunkBytes = chunkBytes;
  }

  /** A digest of the kind that {@code known} is: of long files there was another one before. */
  static ContentDigest like(String known) {
    return new ContentDigest(known.startsWith(PREFIX) ? CHUNK_BYTES : Long.MAX_VALUE);
  }

  void update(byte[] bytes, int offset, int length) {
    int done = 0;
    while (done < length) {
      if (inChunk == chunkBytes) {
        endChunk();
      }
      int count = (int) Math.min(length - done, chunkBytes - inChunk);
      digest.update(bytes, offset + done, count);
      inChunk += count;
      done += count;
    }
  }

  private void endChunk() {
    chunks.add(HexFormat.of().formatHex(digest.digest()));
    inChunk = 0;
  }

  /** The digests of the chunks, once, at the end. */
  List<String> chunks() {
    endChunk();
    return List.copyOf(chunks);
  }

  /** The digest of a whole file from those of all its chunks. */
  public static String of(List<String> chunks) {
    if (chunks.size() == 1) {
      return chunks.get(0);
    }
    MessageDigest whole = sha256();
    chunks.forEach(chunk -> whole.update(HexFormat.of().parseHex(chunk)));
    return PREFIX + HexFormat.of().formatHex(whole.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
