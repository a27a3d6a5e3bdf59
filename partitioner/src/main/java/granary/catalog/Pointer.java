package granary.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * What a pointer node holds.
 *
 * @param location the current metadata file
 * @param previous the one before it; null for the first
 */
record Pointer(String location, @Nullable String previous) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  String json() {
    return write(this);
  }

  static Pointer parse(String json) {
    try {
      return JSON.readValue(json, Pointer.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Invalid pointer: " + json, e);
    }
  }

  static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write " + value + " as JSON", e);
    }
  }
}
