package granary.ingest.container;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Files that nobody here wrote, in a directory beside the repository's where there is one. */
final class SharedData {
  private SharedData() {}

  /** The directory of this name; skips the test that asks where it is not. */
  static Path directory(String name) {
    Path above = Path.of("").toAbsolutePath();
    while (above != null) {
      Path found = above.resolve("shared/data").resolve(name);
      if (Files.isDirectory(found)) {
        return found;
      }
      above = above.getParent();
    }
    Assumptions.abort("There is no shared/data/" + name + " here");
    return Path.of("");
  }
}
