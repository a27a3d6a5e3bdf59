package granary.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds {@code granary.yaml} of the installation: in the directory that the environment variable
 * GRANARY_CONF_DIR names, else in a directory {@code conf} beside the jar or up to two levels above
 * it (which is where it lies in a source tree).
 */
final class InstallationSettings {
  private InstallationSettings() {}

  static Optional<Path> file() {
    String named = System.getenv("GRANARY_CONF_DIR");
    if (named != null && !named.isBlank()) {
      return Optional.of(Path.of(named, "granary.yaml"));
    }
    CodeSource source = InstallationSettings.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      Path jar = Path.of(source.getLocation().toURI()).toAbsolutePath();
      return Stream.of("../conf", "../../conf", "../../../conf")
          .map(conf -> jar.resolve(conf).resolve("granary.yaml").normalize())
          .filter(Files::isRegularFile)
          .findFirst();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("no path: " + source.getLocation(), e);
    }
  }
}
