package granary.cluster;

import com.fasterxml.jackson.databind.json.JsonMapper;
import granary.failure.WorkFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file {@code cluster.json} in GRANARY_HOME, by which other commands find the cluster that
 * runs.
 */
record ClusterPointer(Path home) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The home that the environment names, else {@code ~/.granary}. */
  static ClusterPointer current() {
    String home = System.getenv("GRANARY_HOME");
    return new ClusterPointer(
        (home == null || home.isBlank()
                ? Path.of(System.getProperty("user.home"), ".granary")
                : Path.of(home))
            .toAbsolutePath()
            .normalize());
  }

  Path defaultDirectory() {
    return home.resolve("cluster");
  }

  Path lock() {
    return home.resolve("cluster.lock");
  }

  /** The directory of the cluster that was started last and not stopped. */
  Optional<Path> directory() {
    try {
      return Optional.of(Path.of(JSON.readTree(Files.readAllBytes(file())).path("dir").asText()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  void set(ClusterState state) {
    ClusterState.writeAtomically(file(), state.pointer());
  }

  /** Forgets this cluster, if it is the one that is recorded. */
  void clear(Path directory) {
    if (directory().filter(directory::equals).isPresent()) {
      try {
        Files.deleteIfExists(file());
      } catch (IOException e) {
        throw failed("delete", e);
      }
    }
  }

  private Path file() {
    return home.resolve("cluster.json");
  }

  private WorkFailedException failed(String verb, IOException e) {
    return new WorkFailedException(
        "Cannot " + verb + " the record of the cluster: " + e.getMessage() + " (" + file() + ")",
        e);
  }
}
