package granary.rpc;

import java.io.IOException;
import org.apache.hadoop.ipc.ProtocolInfo;
import org.apache.hadoop.security.token.TokenInfo;
import org.apache.hadoop.yarn.security.client.ClientToAMTokenSelector;

/** What clients say to the application master. */
@ProtocolInfo(protocolName = "granary.ClientProtocol", protocolVersion = 1)
@TokenInfo(ClientToAMTokenSelector.class)
public interface ClientProtocol {
  long versionID = 1;

  /** How far the job is: a {@link JobStatus} as JSON. */
  Message status() throws IOException;

  /**
   * Ends the job as killed; harmless when it has ended.
   *
   * @param reason a JSON string, for the journal
   */
  Message kill(Message reason) throws IOException;
}
