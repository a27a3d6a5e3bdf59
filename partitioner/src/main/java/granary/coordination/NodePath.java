package granary.coordination;

import java.nio.charset.StandardCharsets;

/** Names of any kind as one component of a node's path. */
public final class NodePath {
  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-:@+= ";

  private NodePath() {}

  /**
   * Letters and digits of ASCII and {@code _-:@+=} and blank stay, every other byte of its UTF-8
   * form becomes {@code %XX}; so two names never meet, and none is {@code .}, {@code ..} or
   * reserved.
   */
  public static String encode(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte unit : name.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (unit & 0xff);
      if (PLAIN.indexOf(character) >= 0) {
        encoded.append(character);
      } else {
        encoded.append(String.format("%%%02X", (int) character));
      }
    }
    return encoded.toString();
  }

  /** The name that {@link #encode} was given. */
  public static String decode(String encoded) {
    byte[] bytes = new byte[encoded.length()];
    int length = 0;
    for (int i = 0; i < encoded.length(); i++) {
      char character = encoded.charAt(i);
      if (character == '%') {
        bytes[length++] = (byte) Integer.parseInt(encoded.substring(i + 1, i + 3), 16);
        i += 2;
      } else {
        bytes[length++] = (byte) character;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
