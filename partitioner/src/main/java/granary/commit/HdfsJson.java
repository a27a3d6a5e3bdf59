package granary.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Values as JSON, in files and in nodes. */
final class HdfsJson {
  static final ObjectMapper MAPPER =
      new ObjectMapper()
          .registerModule(new Jdk8Module())
          .registerModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private HdfsJson() {}

  static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + value + " as JSON", e);
    }
  }

  /** Writes a file that must not be there yet. */
  static void write(FileSystem files, Path path, Object value) throws IOException {
    try (OutputStream out = files.create(path, false)) {
      MAPPER.writeValue(out, value);
    }
  }

  static <T> T read(FileSystem files, Path path, Class<T> type) throws IOException {
    try (InputStream in = files.open(path)) {
      return MAPPER.readValue(in, type);
    }
  }
}
