package granary.client;

import granary.rpc.ClientProtocol;
import granary.rpc.Endpoints;
import granary.rpc.JobStatus;
import granary.rpc.Message;
import granary.rpc.Messages;
import granary.yarn.ApplicationView;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls application masters, and keeps the connection to the last one. */
final class MasterCalls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MasterCalls.class);
  private static final int TIMEOUT_MS = 4_000;

  private final Configuration hadoop;
  private @Nullable InetSocketAddress address;
  private @Nullable ClientProtocol proxy;

  MasterCalls(Configuration hadoop) {
    this.hadoop = hadoop;
  }

  private interface Call {
    Message to(ClientProtocol master) throws IOException;
  }

  /** What the master says; empty if it does not answer: it may be gone, or not there yet. */
  Optional<JobStatus> status(ApplicationView application) {
    return call(application, ClientProtocol::status);
  }

  /** Asks the master to end its job. */
  Optional<JobStatus> kill(ApplicationView application, String reason) {
    return call(application, master -> master.kill(Messages.encode(reason)));
  }

  private synchronized Optional<JobStatus> call(ApplicationView application, Call call) {
    if (application.host() == null || application.port() <= 0) {
      return Optional.empty();
    }
    try {
      JobStatus status =
          Messages.decode(
              call.to(proxy(new InetSocketAddress(application.host(), application.port()))),
              JobStatus.class);
      return Optional.of(status);
    } catch (IOException e) {
      LOG.debug("The application master of {} does not answer", application.name(), e);
      close();
      return Optional.empty();
    }
  }

  private ClientProtocol proxy(InetSocketAddress wanted) throws IOException {
    ClientProtocol known = proxy;
    if (known != null && wanted.equals(address)) {
      return known;
    }
    close();
    ClientProtocol opened =
        Endpoints.toMasterAsClient(
            hadoop, wanted, UserGroupInformation.getCurrentUser(), TIMEOUT_MS);
    proxy = opened;
    address = wanted;
    return opened;
  }

  @Override
  public synchronized void close() {
    if (proxy != null) {
      RPC.stopProxy(proxy);
      proxy = null;
    }
  }
}
