package granary.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import granary.failure.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the Hadoop configuration directory: HADOOP_CONF_DIR, else that of the embedded cluster
 * which was started and not stopped, recorded in {@code cluster.json} of GRANARY_HOME.
 */
record ClusterFinder(Map<String, String> environment, Path userHome) {
  static ClusterFinder current() {
    return new ClusterFinder(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /** Takes this directory, as if HADOOP_CONF_DIR named it. */
  static ClusterFinder at(Path confDir) {
    return new ClusterFinder(
        Map.of("HADOOP_CONF_DIR", confDir.toString()), Path.of(System.getProperty("user.home")));
  }

  /** Empty where neither is there: then what is on the class path decides. */
  Optional<Path> configurationDirectory() {
    String named = environment.getOrDefault("HADOOP_CONF_DIR", "");
    if (!named.isBlank()) {
      Path directory = Path.of(named);
      if (!Files.isDirectory(directory)) {
        throw new InvalidRequestException(
            "Cannot use HADOOP_CONF_DIR: it is not a directory (" + named + ")");
      }
      return Optional.of(directory);
    }
    Path pointer = home().resolve("cluster.json");
    return Files.exists(pointer) ? Optional.of(embedded(pointer)) : Optional.empty();
  }

  private Path home() {
    String named = environment.getOrDefault("GRANARY_HOME", "");
    return named.isBlank() ? userHome.resolve(".granary") : Path.of(named);
  }

  private static Path embedded(Path pointer) {
    try {
      String directory =
          JsonMapper.builder()
              .build()
              .readTree(Files.readAllBytes(pointer))
              .path("confDir")
              .asText();
      if (!directory.isEmpty() && Files.isDirectory(Path.of(directory))) {
        return Path.of(directory);
      }
      throw new InvalidRequestException(
          "Cannot use the embedded cluster: its configuration directory is gone; delete "
              + pointer
              + " or start it again ("
              + directory
              + ")");
    } catch (IOException e) {
      throw new InvalidRequestException(
          "Cannot read the record of the embedded cluster: "
              + e.getMessage()
              + " ("
              + pointer
              + ")",
          e);
    }
  }
}
