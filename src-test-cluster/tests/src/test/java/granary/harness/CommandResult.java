package granary.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * How a command of Granary ended.
 *
 * @param command its words, for messages
 * @param exitCode 0 when it did what was asked
 * @param out standard output
 * @param err standard error
 */
public record CommandResult(List<String> command, int exitCode, String out, String err) {
  /** Decimals as they were printed, not through double. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  public CommandResult {
    command = List.copyOf(command);
  }

  /** Itself if the command succeeded; else fails the test with all that it printed. */
  public CommandResult succeeded() {
    return exitedWith(0);
  }

  /** Itself if the command ended so; else fails the test with all that it printed. */
  public CommandResult exitedWith(int expected) {
    if (exitCode != expected) {
      throw new AssertionError("exit code " + exitCode + " in place of " + expected + ": " + this);
    }
    return this;
  }

  /** The one JSON document on standard output. */
  public JsonNode json() {
    try {
      return JSON.readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON document: " + this, e);
    }
  }

  @Override
  public String toString() {
    return String.join(" ", command)
        + "\nexit code "
        + exitCode
        + "\n--- out\n"
        + out
        + "\n--- err\n"
        + err;
  }
}
