package granary.cluster;

import granary.failure.InvalidRequestException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What a cluster is started with.
 *
 * @param directory everything that the cluster writes lies here
 * @param nodes how many pairs of DataNode and NodeManager; empty: as the directory was started
 *     before, else 3
 * @param hive whether a HiveServer2 with its metastore is part of it
 * @param ports ports that must be taken as given, by the names of {@link ServicePort}; the others
 *     are free ones
 * @param patience how long to wait until the cluster is healthy
 */
public record ClusterOptions(
    Path directory,
    OptionalInt nodes,
    boolean hive,
    Map<ServicePort, Integer> ports,
    Duration patience) {
  static final int DEFAULT_NODES = 3;
  private static final int MAX_NODES = 80;

  public ClusterOptions {
    directory = directory.toAbsolutePath().normalize();
    ports = Map.copyOf(ports);
    if (nodes.isPresent() && (nodes.getAsInt() < 1 || nodes.getAsInt() > MAX_NODES)) {
      throw new InvalidRequestException(
          "Cannot start a cluster: the number of nodes must be from 1 to "
              + MAX_NODES
              + " ("
              + nodes.getAsInt()
              + ")");
    }
  }

  /** Free ports, Hive on, three minutes of patience. */
  public static ClusterOptions in(Path directory) {
    return new ClusterOptions(
        directory, OptionalInt.empty(), true, Map.of(), Duration.ofMinutes(3));
  }

  public ClusterOptions withNodes(int count) {
    return new ClusterOptions(directory, OptionalInt.of(count), hive, ports, patience);
  }

  public ClusterOptions withoutHive() {
    return new ClusterOptions(directory, nodes, false, ports, patience);
  }
}
