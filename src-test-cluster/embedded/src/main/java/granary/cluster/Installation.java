package granary.cluster;

import granary.failure.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the build left the class paths of the daemons.
 *
 * @param root the repository's directory
 */
record Installation(Path root) {
  /** The system property that names the repository's directory; {@code scripts/granary} sets it. */
  static final String PROPERTY = "granary.installation";

  private static final String RUNTIMES = "src-test-cluster";

  static Installation current() {
    String root = System.getProperty(PROPERTY);
    if (root == null) {
      throw new InvalidRequestException(
          "Cannot find the jars of the embedded cluster: system property "
              + PROPERTY
              + " does not name the repository's directory; use scripts/granary");
    }
    return new Installation(Path.of(root).toAbsolutePath().normalize());
  }

  List<Path> hadoopJars() {
    return classPath(target("hadoop-runtime").resolve("classpath"));
  }

  List<Path> hiveJars() {
    return classPath(target("hive-runtime").resolve("classpath"));
  }

  /** A class path entry with the web pages that the HDFS daemons insist on. */
  Path webapps() {
    return target("hadoop-runtime").resolve("web");
  }

  Path metastoreScripts() {
    return target("hive-runtime").resolve("metastore");
  }

  /** An empty metastore's database, made at the first start and copied by each new cluster. */
  Path metastoreTemplate() {
    return target("hive-runtime").resolve("metastore-template");
  }

  private Path target(String module) {
    return root.resolve(RUNTIMES).resolve(module).resolve("target");
  }

  private static List<Path> classPath(Path file) {
    try {
      return List.of(Files.readString(file).strip().split(":")).stream().map(Path::of).toList();
    } catch (IOException e) {
      throw new InvalidRequestException(
          "Cannot find the jars of the embedded cluster: the build has not left "
              + file
              + "; run scripts/quickstart or mvn package",
          e);
    }
  }
}
