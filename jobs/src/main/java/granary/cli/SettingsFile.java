package granary.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import granary.failure.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads settings from YAML: dotted keys, nested keys, or both. */
final class SettingsFile {
  private SettingsFile() {}

  /**
   * The settings of a file.
   *
   * @throws InvalidRequestException if it cannot be read or is not a mapping of keys to plain
   *     values
   */
  static Map<String, String> read(Path file) {
    try {
      String text = Files.readString(file);
      return text.lines().allMatch(SettingsFile::saysNothing) ? Map.of() : Yaml.read(text, file);
    } catch (NoSuchFileException e) {
      throw new InvalidRequestException(
          "Cannot read settings: there is no such file (" + file + ")", e);
    } catch (IOException e) {
      throw new InvalidRequestException(
          "Cannot read settings: " + e.getMessage() + " (" + file + ")", e);
    }
  }

  private static boolean saysNothing(String line) {
    String stripped = line.strip();
    return stripped.isEmpty() || stripped.startsWith("#");
  }

  /** Apart, so that Jackson is loaded only where a file says something. */
  private static final class Yaml {
    static Map<String, String> read(String text, Path file) {
      YAMLMapper mapper =
          YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
      Map<String, String> settings = new LinkedHashMap<>();
      try {
        flatten("", mapper.readTree(text), settings, file);
      } catch (JsonProcessingException e) {
        throw new InvalidRequestException(
            "Cannot read settings: "
                + e.getOriginalMessage().lines().findFirst().orElse("not YAML")
                + " ("
                + file
                + (e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr())
                + ")",
            e);
      }
      return settings;
    }

    private static void flatten(
        String key, JsonNode node, Map<String, String> settings, Path file) {
      if (node.isObject()) {
        node.properties()
            .forEach(
                entry ->
                    flatten(
                        key.isEmpty() ? entry.getKey() : key + "." + entry.getKey(),
                        entry.getValue(),
                        settings,
                        file));
      } else if (key.isEmpty() || node.isArray()) {
        throw new InvalidRequestException(
            "Cannot read settings: keys with plain values were expected ("
                + file
                + (key.isEmpty() ? "" : ", " + key)
                + ")");
      } else if (settings.put(key, node.isNull() ? "" : node.asText()) != null) {
        throw new InvalidRequestException(
            "Cannot read settings: " + key + " is there twice (" + file + ")");
      }
    }
  }
}
