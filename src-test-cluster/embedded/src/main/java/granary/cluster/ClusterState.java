package granary.cluster;

import com.fasterxml.jackson.databind.json.JsonMapper;
import granary.failure.WorkFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known of a cluster after the process that started it is gone. Kept in {@code
 * cluster.json} of its directory; it stays there when the cluster is stopped, since the data stays
 * too and names the ports.
 *
 * @param dir the cluster's directory
 * @param confDir the Hadoop configuration directory for clients
 * @param nodes the number of nodes
 * @param hive whether HiveServer2 is part of it
 * @param ports the masters' ports
 * @param nodePorts for each node its ports
 */
record ClusterState(
    String dir,
    String confDir,
    int nodes,
    boolean hive,
    Map<ServicePort, Integer> ports,
    List<Map<NodePort, Integer>> nodePorts) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  ClusterState {
    ports = new EnumMap<>(ports);
    nodePorts = nodePorts.stream().map(Map::copyOf).toList();
  }

  int port(ServicePort service) {
    return required(ports.get(service), service);
  }

  int nodePort(int node, NodePort port) {
    return required(nodePorts.get(node - 1).get(port), port);
  }

  private int required(@Nullable Integer port, Object service) {
    if (port == null) {
      throw new IllegalStateException("no port of " + service + " in " + dir);
    }
    return port;
  }

  String address(ServicePort service) {
    return PortChoice.MASTER_HOST + ":" + port(service);
  }

  String fileSystem() {
    return "hdfs://" + address(ServicePort.NAMENODE);
  }

  Optional<String> hiveUrl() {
    return hive ? Optional.of("jdbc:hive2://" + address(ServicePort.HIVE) + "/") : Optional.empty();
  }

  /** The loopback address that stands for the host of a node; nodes count from 1. */
  static String host(int node) {
    return "127.0.0." + (10 + node);
  }

  static Optional<ClusterState> read(Path file) {
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file), ClusterState.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new WorkFailedException(
          "Cannot read the state of the cluster: " + e.getMessage() + " (" + file + ")", e);
    }
  }

  void write(Path file) {
    writeAtomically(file, this);
  }

  /** Writes a JSON document so that a reader sees the old one or the new one. */
  static void writeAtomically(Path file, Object document) {
    Path temporary =
        file.resolveSibling("_" + file.getFileName() + "." + ProcessHandle.current().pid());
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(temporary, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(document));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new WorkFailedException(
          "Cannot record the state of the cluster: " + e.getMessage() + " (" + file + ")", e);
    }
  }

  /** The state's document for {@code GRANARY_HOME/cluster.json}. */
  Map<String, Object> pointer() {
    return new TreeMap<>(Map.of("dir", dir, "confDir", confDir));
  }
}
