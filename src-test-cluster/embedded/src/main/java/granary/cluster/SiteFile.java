package granary.cluster;

import granary.failure.WorkFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Writes Hadoop's configuration files. */
final class SiteFile {
  private SiteFile() {}

  static void write(Path file, Map<String, String> properties) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<configuration>\n");
    new TreeMap<>(properties)
        .forEach(
            (name, value) ->
                xml.append("  <property><name>")
                    .append(escape(name))
                    .append("</name><value>")
                    .append(escape(value))
                    .append("</value></property>\n"));
    writeText(file, xml.append("</configuration>\n").toString());
  }

  static void makeDirectory(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new WorkFailedException(
          "Cannot make a directory of the cluster: " + e.getMessage() + " (" + directory + ")", e);
    }
  }

  static void writeText(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new WorkFailedException(
          "Cannot write the cluster's configuration: " + e.getMessage() + " (" + file + ")", e);
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
