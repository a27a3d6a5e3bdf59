package granary.coordination;

import java.nio.charset.StandardCharsets;

/**
 * A node as it was read.
 *
 * @param data its content
 * @param version how often its content was set
 * @param createdAt the ID of the transaction that created it: later ones have higher IDs
 */
@SuppressWarnings("ArrayRecordComponent") // content that is read once and never compared
public record Node(byte[] data, int version, long createdAt) {
  /** The content as text. */
  public String text() {
    return new String(data, StandardCharsets.UTF_8);
  }
}
