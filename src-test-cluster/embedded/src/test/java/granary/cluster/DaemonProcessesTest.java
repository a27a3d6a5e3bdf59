package granary.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.WorkFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DaemonProcessesTest {
  @TempDir Path directory;
  private DaemonProcesses processes;

  @BeforeEach
  void open() {
    processes = new DaemonProcesses(new ClusterDirectory(directory));
  }

  @AfterEach
  void killAll() {
    DaemonProcesses.kill(processes.running().values());
  }

  @Test
  void knowsItsDaemonsAgainByTheirCommandLines() throws Exception {
    Process launched = processes.launch(daemon("sleeper", Sleeper.class, List.of()));
    DaemonProcesses others = new DaemonProcesses(new ClusterDirectory(directory.resolve("other")));

    assertThat(
            Deadline.in(Duration.ofSeconds(10))
                .await(() -> processes.running().containsKey("sleeper")))
        .isTrue();
    assertThat(processes.running().values())
        .extracting(ProcessHandle::pid)
        .containsExactly(launched.pid());
    assertThat(others.running()).isEmpty();

    DaemonProcesses.end(processes.running().values(), Duration.ofSeconds(5));
    assertThat(processes.running()).isEmpty();
    assertThat(launched.waitFor(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void namesTheLogOfAProgramThatFails() {
    assertThatThrownBy(
            () ->
                processes.run(
                    daemon("breaker", Sleeper.class, List.of("fail")), Duration.ofSeconds(30)))
        .isInstanceOf(WorkFailedException.class)
        .hasMessageContaining("exit code 1")
        .hasMessageContaining(directory.resolve("logs/breaker.log").toString());
    assertThat(directory.resolve("logs/breaker.log")).content().contains("as I was told");
  }

  @Test
  void killsTheContainersOfOneNodeOrOfAll() throws Exception {
    Process ofNode1 = sleep(Files.createDirectories(directory.resolve("node1/yarn/local/x")));
    Process ofNode2 = sleep(Files.createDirectories(directory.resolve("node2/yarn/local/x")));
    try {
      assertThat(processes.containers(2))
          .extracting(ProcessHandle::pid)
          .containsOnly(ofNode2.pid());

      processes.killContainers(2);

      assertThat(ofNode2.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(ofNode1.isAlive()).isTrue();

      processes.killContainers();
      assertThat(ofNode1.waitFor(5, TimeUnit.SECONDS)).isTrue();
    } finally {
      ofNode1.destroyForcibly();
      ofNode2.destroyForcibly();
    }
  }

  private static Process sleep(Path in) throws Exception {
    return new ProcessBuilder("sleep", "600").directory(in.toFile()).start();
  }

  private Daemon daemon(String name, Class<?> mainClass, List<String> arguments) {
    return new Daemon(
        name,
        mainClass.getName(),
        arguments,
        32,
        List.of(Path.of(mainClass.getProtectionDomain().getCodeSource().getLocation().getPath())),
        List.of("-XX:TieredStopAtLevel=1"),
        Map.of(),
        directory);
  }
}
