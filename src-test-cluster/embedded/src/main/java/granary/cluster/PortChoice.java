package granary.cluster;

import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * Chooses free ports below the range from which the operating system takes ports for outgoing
 * connections, so that a stopped cluster finds its ports again.
 */
final class PortChoice {
  static final String MASTER_HOST = "127.0.0.1";
  private static final int LOWEST = 20_000;
  private static final int COUNT = 12_000;

  private final Set<Integer> chosen = new HashSet<>();
  private int next;

  /** Starts looking at a place that depends on the seed, so that two clusters seldom collide. */
  PortChoice(int seed) {
    next = Math.floorMod(seed, COUNT);
  }

  /** Takes this port. */
  void take(String host, int port, String service) {
    if (port < 1 || port > 65_535) {
      throw new InvalidRequestException(
          "Cannot use a port: it must be from 1 to 65535 (" + service + "=" + port + ")");
    }
    if (!chosen.add(port) || !isFree(host, port)) {
      throw new InvalidRequestException(
          "Cannot start "
              + service
              + ": another program or service has its port ("
              + host
              + ":"
              + port
              + ")");
    }
  }

  /** The recorded port if it is free still, else another. */
  int prefer(String host, int port) {
    return isFree(host, port) && chosen.add(port) ? port : free(host);
  }

  int free(String host) {
    for (int tried = 0; tried < COUNT; tried++) {
      int candidate = LOWEST + next;
      next = (next + 1) % COUNT;
      if (!chosen.contains(candidate) && isFree(host, candidate)) {
        chosen.add(candidate);
        return candidate;
      }
    }
    throw new UnavailableException(
        "Cannot start a cluster: no port is free (" + host + ":" + LOWEST + " and up)");
  }

  static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
