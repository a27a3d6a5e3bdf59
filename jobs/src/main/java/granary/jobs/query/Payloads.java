package granary.jobs.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The JSON between the client and the tasks. */
final class Payloads {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Payloads() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write a payload: " + e.getOriginalMessage(), e);
    }
  }

  static <T> T read(String text, Class<T> type) {
    try {
      return MAPPER.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot read a payload: " + e.getOriginalMessage(), e);
    }
  }
}
