package granary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import granary.coordination.ZooKeeperLogs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.log4j.AppenderSkeleton;
import org.apache.log4j.Level;
import org.apache.log4j.Logger;
import org.apache.log4j.spi.LoggingEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClientLogsTest {
  private final Gathering gathering = new Gathering();

  @TempDir Path root;

  @BeforeEach
  void gather() {
    Logger.getRootLogger().addAppender(gathering);
    ZooKeeperLogs.loggers().forEach(name -> Logger.getLogger(name).setLevel(Level.WARN));
  }

  @AfterEach
  void letGo() {
    Logger.getRootLogger().removeAppender(gathering);
    ZooKeeperLogs.loggers().forEach(name -> Logger.getLogger(name).setLevel(null));
  }

  @Test
  void aZooKeeperThatIsDownIsNamedInOneLineWithoutAStackTrace() {
    assertThat(listed()).hasLineCount(1).startsWith("Cannot reach ZooKeeper: no answer in 1 s");
    assertThat(gathering.messages).isEmpty();
  }

  @Test
  void debugShowsWhatZooKeepersClientSays() {
    assertThat(listed("--debug")).contains("UnavailableException: Cannot reach ZooKeeper");
    assertThat(gathering.messages).isNotEmpty();
  }

  private String listed(String... more) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> words = new java.util.ArrayList<>(List.of("dataset", "list"));
    words.addAll(List.of("-D", "root=" + root.toUri(), "-D", "zookeeper.connect=127.0.0.1:1"));
    words.addAll(List.of("-D", "zookeeper.connection-timeout=1s"));
    words.addAll(List.of(more));
    int code =
        GranaryMain.run(
            words.toArray(String[]::new),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(code).isEqualTo(1);
    return err.toString(StandardCharsets.UTF_8);
  }

  private static final class Gathering extends AppenderSkeleton {
    final List<String> messages = new CopyOnWriteArrayList<>();

    @Override
    protected void append(LoggingEvent event) {
      if (event.getThrowableInformation() != null) {
        messages.add(event.getLoggerName() + ": " + event.getRenderedMessage());
      }
    }

    @Override
    public void close() {
      // Nothing is open.
    }

    @Override
    public boolean requiresLayout() {
      return false;
    }
  }
}
