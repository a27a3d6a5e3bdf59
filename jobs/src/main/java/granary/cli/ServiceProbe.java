package granary.cli;

import granary.failure.UnavailableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * Knocks at a service before a client library does, whose own retries would end later and in words
 * that name everything but the service.
 */
final class ServiceProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private ServiceProbe() {}

  /**
   * Checks that the default file system's NameNode listens, where it is named by host and port; a
   * nameservice is left to HDFS's own fail-over.
   *
   * @throws UnavailableException if it does not
   */
  static void fileSystem(Configuration hadoop) {
    URI uri = FileSystem.getDefaultUri(hadoop);
    if ("hdfs".equals(uri.getScheme()) && uri.getPort() > 0) {
      tcp("HDFS", uri.getHost(), uri.getPort());
    }
  }

  private static void tcp(String service, String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot reach "
              + service
              + ": "
              + host
              + ":"
              + port
              + " does not answer; see granary cluster status for the embedded cluster ("
              + e.getMessage()
              + ")",
          e);
    }
  }
}
