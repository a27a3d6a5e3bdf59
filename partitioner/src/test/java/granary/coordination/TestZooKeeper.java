package granary.coordination;

import java.util.Objects;
import org.apache.curator.test.TestingServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One ZooKeeper for all test classes of a process, started with the first and stopped after the
 * last. Each class uses nodes of its own in it; one that stops its server starts its own.
 */
public final class TestZooKeeper implements BeforeAllCallback {
  private @Nullable TestingServer server;

  @Override
  public void beforeAll(ExtensionContext context) {
    server =
        context
            .getRoot()
            .getStore(Namespace.create(TestZooKeeper.class))
            .getOrComputeIfAbsent(TestingServer.class, key -> start(), TestingServer.class);
  }

  private static TestingServer start() {
    try {
      return new TestingServer();
    } catch (Exception e) {
      throw new AssertionError("cannot start ZooKeeper", e);
    }
  }

  public String connectString() {
    return Objects.requireNonNull(server, "used before the first test").getConnectString();
  }
}
