package granary.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import granary.failure.WorkFailedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the masters over their web interfaces, which needs none of Hadoop's classes in our own
 * process. An answer that does not come within two seconds counts as none.
 */
final class MasterProbes {
  private static final int TIMEOUT_MS = 2_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ClusterState state;

  MasterProbes(ClusterState state) {
    this.state = state;
  }

  /**
   * How many seconds ago each DataNode that the NameNode takes for live was heard of, by host;
   * empty when the NameNode does not answer.
   */
  Optional<Map<String, Integer>> liveDataNodes() {
    return nameNodeInfo()
        .map(
            info -> {
              Map<String, Integer> lastContact = new HashMap<>();
              parse(info.path("LiveNodes").asText("{}"))
                  .fields()
                  .forEachRemaining(
                      node ->
                          lastContact.put(
                              node.getKey().split(":", 2)[0],
                              node.getValue().path("lastContact").asInt()));
              return lastContact;
            });
  }

  boolean writable() {
    return nameNodeInfo().map(info -> info.path("Safemode").asText("?").isEmpty()).orElse(false);
  }

  private Optional<JsonNode> nameNodeInfo() {
    return get(web(ServicePort.NAMENODE_HTTP)
            + "/jmx?qry=Hadoop:service=NameNode,name=NameNodeInfo")
        .map(answer -> answer.path("beans").path(0))
        .filter(bean -> bean.has("LiveNodes"));
  }

  /** The nodes that the ResourceManager uses, by host; empty when it does not answer. */
  Optional<Map<String, NodeManagerReport>> runningNodeManagers() {
    return get(web(ServicePort.RESOURCEMANAGER_HTTP) + "/ws/v1/cluster/nodes?states=RUNNING")
        .map(
            answer -> {
              Map<String, NodeManagerReport> reports = new HashMap<>();
              for (JsonNode node : answer.path("nodes").path("node")) {
                reports.put(
                    node.path("id").asText().split(":", 2)[0],
                    new NodeManagerReport(
                        node.path("numContainers").asInt(),
                        Instant.ofEpochMilli(node.path("lastHealthUpdate").asLong())));
              }
              return reports;
            });
  }

  /** What the ResourceManager says of a node. */
  record NodeManagerReport(int containers, Instant lastHealthUpdate) {}

  /** Whether something listens; for services without a web interface. */
  boolean listens(ServicePort service) {
    return listens(PortChoice.MASTER_HOST, state.port(service));
  }

  static boolean listens(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  /** Makes a directory in HDFS, owned by us, with these permissions. */
  void makeDirectory(String path, String permission) {
    String url = web(ServicePort.NAMENODE_HTTP) + "/webhdfs/v1" + path + "?user.name=" + user();
    put(url + "&op=MKDIRS&permission=" + permission);
    put(url + "&op=SETPERMISSION&permission=" + permission);
  }

  static String user() {
    return System.getProperty("user.name");
  }

  String web(ServicePort service) {
    return "http://" + state.address(service);
  }

  private static Optional<JsonNode> get(String url) {
    try {
      HttpURLConnection connection = open(url);
      connection.setRequestProperty("Accept", "application/json");
      try (InputStream body = connection.getInputStream()) {
        return Optional.of(JSON.readTree(body));
      }
    } catch (IOException noAnswer) {
      return Optional.empty();
    }
  }

  private static void put(String url) {
    try {
      HttpURLConnection connection = open(url);
      connection.setRequestMethod("PUT");
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("HTTP status " + connection.getResponseCode());
      }
    } catch (IOException e) {
      throw new WorkFailedException(
          "Cannot prepare the file system of the cluster: " + e.getMessage() + " (" + url + ")", e);
    }
  }

  private static HttpURLConnection open(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MS);
    connection.setReadTimeout(TIMEOUT_MS);
    return connection;
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new WorkFailedException("Cannot read the NameNode's answer: " + e.getMessage(), e);
    }
  }
}
