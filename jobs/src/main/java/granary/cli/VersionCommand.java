package granary.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Command;

/** Prints what runs here, without loading any of it. */
@Command(
    name = "version",
    header = "Prints the versions of Granary, Hadoop and Java.",
    footer = {"", "Example:", "  granary version --json"})
final class VersionCommand implements LeafCommand {
  @Override
  public Report run(Session session) throws IOException {
    Properties granary = read("/granary/cli/version.properties");
    Properties hadoop = read("/common-version-info.properties");
    Map<String, String> json = new LinkedHashMap<>();
    json.put("version", known(granary, "version", "unknown"));
    json.put("build", known(granary, "build", "development"));
    json.put("buildTime", known(granary, "time", "unknown"));
    json.put("hadoop", hadoop.getProperty("version", "not on the class path"));
    json.put("java", Runtime.version().toString());
    return Report.of(
        json,
        "Granary "
            + json.get("version")
            + " (build "
            + json.get("build")
            + " of "
            + json.get("buildTime")
            + ")\nHadoop "
            + json.get("hadoop")
            + "\nJava "
            + json.get("java"));
  }

  /** What the build has put in; where it had no Git, its place-holder is left. */
  private static String known(Properties properties, String key, String otherwise) {
    String value = properties.getProperty(key, "").strip();
    return value.isEmpty() || value.startsWith("${") ? otherwise : value;
  }

  private static Properties read(String resource) throws IOException {
    Properties properties = new Properties();
    try (InputStream in = VersionCommand.class.getResourceAsStream(resource)) {
      if (in != null) {
        properties.load(in);
      }
    }
    return properties;
  }
}
