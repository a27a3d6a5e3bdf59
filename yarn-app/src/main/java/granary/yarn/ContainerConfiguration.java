package granary.yarn;

import granary.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The client's configuration and settings on their way into containers, as one XML file. A
 * container then sees the cluster as the client did, whatever lies in its node's own directory.
 */
public final class ContainerConfiguration {
  /** The file's name in a container's directory. */
  public static final String FILE = "granary-site.xml";

  private static final String PREFIX = "granary.setting.";

  private ContainerConfiguration() {}

  /** Writes both. The file is for its owner's eyes: a configuration may hold passwords. */
  public static void write(Configuration hadoop, Settings settings, OutputStream output)
      throws IOException {
    Configuration shipped = new Configuration(hadoop);
    settings.given().forEach((key, value) -> shipped.set(PREFIX + key, value));
    shipped.writeXml(output);
  }

  /** Reads the configuration in a container. */
  public static Configuration load() {
    Configuration hadoop = new Configuration();
    hadoop.addResource(new Path(new File(FILE).getAbsoluteFile().toURI()));
    return hadoop;
  }

  /** Reads the settings in a container. */
  public static Settings settings(Configuration loaded) {
    return Settings.received(loaded.getPropsWithPrefix(PREFIX));
  }
}
