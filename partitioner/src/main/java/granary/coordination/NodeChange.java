package granary.coordination;

import java.nio.charset.StandardCharsets;

/** One step of a transaction over nodes. */
public sealed interface NodeChange {
  /** Stands for any version of a node that must be there. */
  int ANY_VERSION = -1;

  String path();

  /** The node must be there, with this version. */
  record Check(String path, int version) implements NodeChange {}

  /** Sets the node's content; it must have this version. */
  record Set(String path, String content, int version) implements NodeChange {
    byte[] bytes() {
      return content.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Creates a node that must not be there. */
  record Create(String path, String content, Life life) implements NodeChange {
    byte[] bytes() {
      return content.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Deletes a node without children; it must have this version. */
  record Delete(String path, int version) implements NodeChange {}

  /** How long a created node stays. */
  enum Life {
    PERSISTENT,
    /** Until the session of the process that created it ends. */
    SESSION
  }

  static NodeChange create(String path, String content) {
    return new Create(path, content, Life.PERSISTENT);
  }

  static NodeChange delete(String path) {
    return new Delete(path, ANY_VERSION);
  }
}
