package granary.rpc;

import java.util.Collection;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.security.token.TokenSelector;
import org.jspecify.annotations.Nullable;

/** Finds the job's token among an executor's. It has one only, so the address is not compared. */
public final class ExecutorTokenSelector implements TokenSelector<ExecutorTokenIdentifier> {
  @Override
  @SuppressWarnings("unchecked")
  public @Nullable Token<ExecutorTokenIdentifier> selectToken(
      Text service, Collection<Token<? extends TokenIdentifier>> tokens) {
    for (Token<? extends TokenIdentifier> token : tokens) {
      if (ExecutorTokenIdentifier.KIND.equals(token.getKind())) {
        return (Token<ExecutorTokenIdentifier>) token;
      }
    }
    return null;
  }
}
