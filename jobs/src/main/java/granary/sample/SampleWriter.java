package granary.sample;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes sample records in one format. */
interface SampleWriter extends Closeable {
  void write(Map<String, @Nullable Object> record) throws IOException;

  /**
   * Writes a record that ingest will set aside.
   *
   * @param way which of several ways of being bad, from 0
   */
  void writeBad(Map<String, @Nullable Object> record, int way) throws IOException;
}
