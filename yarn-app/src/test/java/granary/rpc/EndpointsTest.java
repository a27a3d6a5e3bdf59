package granary.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class EndpointsTest {
  private final Configuration hadoop = new Configuration();
  private final ExecutorTokens tokens = new ExecutorTokens();
  private RPC.Server server;

  @BeforeEach
  void serve() throws IOException {
    ExecutorProtocol master = report -> new Message(new byte[report.bytes().length % 1000]);
    server = Endpoints.serveExecutors(hadoop, "127.0.0.1", master, tokens);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void letsInWhoHasTheJobsToken() throws IOException {
    UserGroupInformation user = UserGroupInformation.createRemoteUser("executor");
    user.addToken(new Token<>(new ExecutorTokenIdentifier("job-1"), tokens));

    assertThat(call(user, 2_000_007).bytes()).hasSize(7);
  }

  @Test
  void keepsOutWhoHasNoTokenOrAnotherJobs() {
    UserGroupInformation stranger = UserGroupInformation.createRemoteUser("stranger");
    UserGroupInformation forger = UserGroupInformation.createRemoteUser("forger");
    forger.addToken(new Token<>(new ExecutorTokenIdentifier("job-1"), new ExecutorTokens()));

    assertThatThrownBy(() -> call(stranger, 1)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> call(forger, 1)).isInstanceOf(IOException.class);
  }

  private Message call(UserGroupInformation user, int bytes) throws IOException {
    InetSocketAddress address = server.getListenerAddress();
    ExecutorProtocol master = Endpoints.toMaster(hadoop, address, user, 5_000);
    try {
      return master.exchange(new Message(new byte[bytes]));
    } finally {
      RPC.stopProxy(master);
    }
  }
}
