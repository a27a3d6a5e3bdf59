package granary.cluster;

import granary.failure.WorkFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An empty metastore's Derby database with Hive's own schema. Making one takes many seconds, so it
 * is made once an installation, and each new cluster gets a copy.
 */
final class MetastoreTemplate {
  private final Installation installation;
  private final ClusterDirectory directory;
  private final DaemonCatalog catalog;

  MetastoreTemplate(Installation installation, ClusterDirectory directory, DaemonCatalog catalog) {
    this.installation = installation;
    this.directory = directory;
    this.catalog = catalog;
  }

  /** Gives the cluster a metastore if it has none. */
  void install(DaemonProcesses processes) {
    if (Files.exists(directory.metastore())) {
      return;
    }
    if (!Files.exists(installation.metastoreTemplate())) {
      make(processes);
    }
    Path copy = directory.metastore().resolveSibling("_metastore");
    try {
      delete(copy);
      copy(installation.metastoreTemplate(), copy);
      Files.move(copy, directory.metastore(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new WorkFailedException(
          "Cannot install the metastore: " + e.getMessage() + " (" + copy + ")", e);
    }
  }

  private void make(DaemonProcesses processes) {
    Path template = installation.metastoreTemplate();
    Path made =
        template.resolveSibling("_" + template.getFileName() + ProcessHandle.current().pid());
    Path conf = directory.hive().resolve("schema-conf");
    HiveConfiguration.writeForSchemaTool(conf, made);
    processes.run(catalog.metastoreSchema(conf, scripts()), Duration.ofMinutes(3));
    try {
      Files.move(made, template, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.exists(template)) {
        throw failed(template, e);
      }
      // Another start was faster.
      discard(made);
    }
  }

  private Path scripts() {
    Path unpacked = installation.metastoreScripts();
    try (Stream<Path> versions = Files.list(unpacked)) {
      return versions
          .filter(Files::isDirectory)
          .findFirst()
          .orElseThrow(() -> new IOException("it is empty"));
    } catch (IOException e) {
      throw failed(unpacked, e);
    }
  }

  private static void discard(Path made) {
    try {
      delete(made);
    } catch (IOException e) {
      throw failed(made, e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }

  private static WorkFailedException failed(Path path, IOException e) {
    return new WorkFailedException(
        "Cannot make an empty metastore: " + e.getMessage() + " (" + path + ")", e);
  }
}
