package granary.rpc;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.SecretManager;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.jspecify.annotations.Nullable;

/** Opens both ends of the two protocols. */
public final class Endpoints {
  private Endpoints() {}

  /** Serves executors; only who has the job's token is let in. */
  public static RPC.Server serveExecutors(
      Configuration hadoop, String host, ExecutorProtocol instance, ExecutorTokens tokens)
      throws IOException {
    Configuration server = withEngine(hadoop, ExecutorProtocol.class);
    server.set(CommonConfigurationKeysPublic.HADOOP_SECURITY_AUTHENTICATION, "token");
    return serve(server, host, ExecutorProtocol.class, instance, tokens);
  }

  /**
   * Serves clients.
   *
   * @param tokens of the client-to-AM tokens; null where Hadoop runs without security
   */
  public static RPC.Server serveClients(
      Configuration hadoop,
      String host,
      ClientProtocol instance,
      @Nullable SecretManager<? extends TokenIdentifier> tokens)
      throws IOException {
    return serve(
        withEngine(hadoop, ClientProtocol.class), host, ClientProtocol.class, instance, tokens);
  }

  private static RPC.Server serve(
      Configuration server,
      String host,
      Class<?> protocol,
      Object instance,
      @Nullable SecretManager<? extends TokenIdentifier> tokens)
      throws IOException {
    // The token is the authorization; service-level lists do not know these protocols.
    server.setBoolean(CommonConfigurationKeysPublic.HADOOP_SECURITY_AUTHORIZATION, false);
    RPC.Builder builder =
        new RPC.Builder(server)
            .setProtocol(protocol)
            .setInstance(instance)
            .setBindAddress(host)
            .setPort(0)
            .setNumHandlers(4)
            .setVerbose(false);
    if (tokens != null) {
      builder.setSecretManager(tokens);
    }
    RPC.Server rpc = builder.build();
    rpc.start();
    return rpc;
  }

  /** An executor's way to its application master. Close it with {@link RPC#stopProxy}. */
  public static ExecutorProtocol toMaster(
      Configuration hadoop, InetSocketAddress address, UserGroupInformation user, int timeoutMs)
      throws IOException {
    return proxy(hadoop, ExecutorProtocol.class, address, user, timeoutMs);
  }

  /** A client's way to the application master. Close it with {@link RPC#stopProxy}. */
  public static ClientProtocol toMasterAsClient(
      Configuration hadoop, InetSocketAddress address, UserGroupInformation user, int timeoutMs)
      throws IOException {
    return proxy(hadoop, ClientProtocol.class, address, user, timeoutMs);
  }

  private static <T> T proxy(
      Configuration hadoop,
      Class<T> protocol,
      InetSocketAddress address,
      UserGroupInformation user,
      int timeoutMs)
      throws IOException {
    Configuration client = withEngine(hadoop, protocol);
    client.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 1);
    client.setInt(
        CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_ON_SOCKET_TIMEOUTS_KEY, 0);
    client.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_TIMEOUT_KEY, timeoutMs);
    return RPC.getProtocolProxy(
            protocol,
            1,
            address,
            user,
            client,
            NetUtils.getDefaultSocketFactory(client),
            timeoutMs,
            null)
        .getProxy();
  }

  /** Protobuf would need generated code for two calls that carry JSON. */
  @SuppressWarnings("deprecation")
  private static Configuration withEngine(Configuration hadoop, Class<?> protocol) {
    Configuration copy = new Configuration(hadoop);
    RPC.setProtocolEngine(copy, protocol, org.apache.hadoop.ipc.WritableRpcEngine.class);
    return copy;
  }
}
