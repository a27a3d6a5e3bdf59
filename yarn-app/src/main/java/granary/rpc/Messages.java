package granary.rpc;

import granary.journal.Json;
import java.io.IOException;
import org.apache.hadoop.io.BytesWritable;

/** Records as the bytes of a call. */
public final class Messages {
  private Messages() {}

  public static BytesWritable encode(Object message) throws IOException {
    return new BytesWritable(Json.writer().writeValueAsBytes(message));
  }

  public static <T> T decode(BytesWritable bytes, Class<T> type) throws IOException {
    return type.cast(Json.readerFor(type).readValue(bytes.getBytes(), 0, bytes.getLength()));
  }
}
