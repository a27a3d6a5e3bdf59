package granary.rpc;

import java.io.IOException;
import org.apache.hadoop.ipc.ProtocolInfo;
import org.apache.hadoop.security.token.TokenInfo;

/**
 * What executors say to the application master. Every call carries the job's token, with simple
 * authentication as well.
 */
@ProtocolInfo(protocolName = "granary.ExecutorProtocol", protocolVersion = 1)
@TokenInfo(ExecutorTokenSelector.class)
public interface ExecutorProtocol {
  long versionID = 1;

  /**
   * Reports and asks, in one: an {@link ExecutorReport} as JSON brings an {@link ExecutorOrder}.
   * Saying the same again is harmless.
   */
  Message exchange(Message report) throws IOException;
}
