package granary.rpc;

import javax.crypto.SecretKey;
import org.apache.hadoop.security.token.SecretManager;

/**
 * Makes and checks executors' tokens. The secret is drawn when the application master starts and
 * never leaves it; a token reaches an executor in its container's credentials file, which only its
 * user may read.
 */
public final class ExecutorTokens extends SecretManager<ExecutorTokenIdentifier> {
  private final SecretKey secret = generateSecret();

  @Override
  protected byte[] createPassword(ExecutorTokenIdentifier identifier) {
    return createPassword(identifier.getBytes(), secret);
  }

  @Override
  public byte[] retrievePassword(ExecutorTokenIdentifier identifier) {
    return createPassword(identifier.getBytes(), secret);
  }

  @Override
  public ExecutorTokenIdentifier createIdentifier() {
    return new ExecutorTokenIdentifier();
  }
}
