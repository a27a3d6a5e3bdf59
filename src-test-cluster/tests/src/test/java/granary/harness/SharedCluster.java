package granary.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test class the {@link ProcessCluster} of the run: started for the first class that asks,
 * stopped after the last.
 */
public final class SharedCluster implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ProcessCluster.class;
  }

  @Override
  public ProcessCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(SharedCluster.class))
        .getOrComputeIfAbsent(ProcessCluster.class, key -> startOrFail(), ProcessCluster.class);
  }

  private static ProcessCluster startOrFail() {
    try {
      return ProcessCluster.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
