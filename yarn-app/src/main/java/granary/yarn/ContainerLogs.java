package granary.yarn;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.logaggregation.ContainerLogsRequest;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileController;
import org.apache.hadoop.yarn.logaggregation.filecontroller.LogAggregationFileControllerFactory;

/**
 * Reads containers' logs: from the NodeManager while the application runs, from the aggregated
 * files after.
 */
public final class ContainerLogs {
  private static final List<String> NAMES = List.of("stderr", "stdout");

  /** Of what YARN gathers, what says something: not its own launch scripts. */
  private static final Set<String> GATHERED = Set.of("stderr", "stdout", "prelaunch.err");

  private static final int TIMEOUT_MS = 5_000;

  private final Configuration hadoop;

  public ContainerLogs(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  /**
   * Copies what YARN has gathered.
   *
   * @param container YARN's ID; empty for all of the application
   * @return whether there was anything
   */
  public boolean copyAggregated(
      String application, String user, String container, OutputStream output) throws IOException {
    ApplicationId id = ApplicationId.fromString(application);
    LogAggregationFileController files =
        new LogAggregationFileControllerFactory(hadoop).getFileControllerForRead(id, user);
    ContainerLogsRequest request = new ContainerLogsRequest();
    request.setAppId(id);
    request.setAppOwner(user);
    request.setAppFinished(true);
    request.setBytes(Long.MAX_VALUE);
    request.setLogTypes(GATHERED);
    if (!container.isEmpty()) {
      request.setContainerId(ContainerId.fromString(container).toString());
    }
    return files.readAggregatedLogs(request, output);
  }

  /**
   * Copies what a NodeManager holds of a container whose application runs.
   *
   * @param nodeHttp the NodeManager's web address, host:port
   * @return whether there was anything
   */
  public boolean copyLive(String nodeHttp, String container, OutputStream output)
      throws IOException {
    boolean any = false;
    for (String name : NAMES) {
      URI uri =
          URI.create(
              "http://" + nodeHttp + "/ws/v1/node/containers/" + container + "/logs/" + name);
      HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MS);
      connection.setReadTimeout(TIMEOUT_MS);
      try {
        if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
          try (InputStream input = connection.getInputStream()) {
            any |= input.transferTo(output) > 0;
          }
        }
      } finally {
        connection.disconnect();
      }
    }
    return any;
  }
}
