package granary.rpc;

import granary.journal.Json;
import java.io.IOException;

/** Records as the bytes of a call. */
public final class Messages {
  private Messages() {}

  public static Message encode(Object message) throws IOException {
    return new Message(Json.writer().writeValueAsBytes(message));
  }

  public static <T> T decode(Message bytes, Class<T> type) throws IOException {
    return type.cast(Json.readerFor(type).readValue(bytes.bytes()));
  }
}
