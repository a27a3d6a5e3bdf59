package granary.cluster;

import granary.failure.WorkFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The layout of a cluster's directory. */
record ClusterDirectory(Path path) {
  Path state() {
    return path.resolve("cluster.json");
  }

  Path lock() {
    return path.resolve("lock");
  }

  /** The Hadoop configuration for clients and containers. */
  Path conf() {
    return path.resolve("conf");
  }

  /** What all daemons have before {@link #conf} on their class path. */
  Path daemonConf() {
    return path.resolve("daemon-conf");
  }

  Path hiveConf() {
    return path.resolve("hive").resolve("conf");
  }

  /** The Derby database of Hive's metastore. */
  Path metastore() {
    return hive().resolve("metastore");
  }

  Path hiveTemporary() {
    return hive().resolve("tmp");
  }

  Path hive() {
    return path.resolve("hive");
  }

  Path nameNode() {
    return path.resolve("namenode");
  }

  Path zookeeper() {
    return path.resolve("zookeeper");
  }

  Path node(int node) {
    return path.resolve("node" + node);
  }

  Path nodeConf(int node) {
    return node(node).resolve("conf");
  }

  /** Where the NodeManager of a node runs its containers. */
  Path containers(int node) {
    return node(node).resolve("yarn");
  }

  /** Whether a path lies below {@link #containers} of any node. */
  boolean isBelowContainers(Path other) {
    return other.startsWith(path)
        && other.getNameCount() > path.getNameCount() + 2
        && other.getName(path.getNameCount()).toString().startsWith("node")
        && other.getName(path.getNameCount() + 1).toString().equals("yarn");
  }

  /** Links to Hadoop's jars: containers name the directory on their class path. */
  Path hadoopLibrary() {
    return path.resolve("lib").resolve("hadoop");
  }

  Path log(String daemon) {
    return path.resolve("logs").resolve(daemon + ".log");
  }

  /** Makes a directory in which each jar is linked under its own name. */
  void link(Path library, List<Path> jars) {
    try {
      Files.createDirectories(library);
      try (Stream<Path> old = Files.list(library)) {
        for (Path link : old.toList()) {
          Files.delete(link);
        }
      }
      for (Path jar : jars) {
        Files.createSymbolicLink(library.resolve(jar.getFileName()), jar);
      }
    } catch (IOException e) {
      throw new WorkFailedException(
          "Cannot link the jars of the cluster: " + e.getMessage() + " (" + library + ")", e);
    }
  }

  /** Keeps the log of the run before as {@code NAME.log.1} and begins a new one. */
  Path freshLog(String daemon) {
    Path log = log(daemon);
    try {
      Files.createDirectories(log.getParent());
      if (Files.exists(log)) {
        Files.move(
            log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
      }
      return log;
    } catch (IOException e) {
      throw new WorkFailedException("Cannot begin a log: " + e.getMessage() + " (" + log + ")", e);
    }
  }
}
