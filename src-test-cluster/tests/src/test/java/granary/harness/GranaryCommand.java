package granary.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs {@code scripts/granary} and the scripts beside it in a process of their own, as a user does.
 */
final class GranaryCommand {
  private final Path installation;
  private final Path home;
  private final Duration patience;
  private final Path javaHome;

  GranaryCommand(Path installation, Path home, Duration patience, Path javaHome) {
    this.installation = installation;
    this.home = home;
    this.patience = patience;
    this.javaHome = javaHome;
  }

  GranaryCommand withJava(Path otherHome) {
    return new GranaryCommand(installation, home, patience, otherHome);
  }

  CommandResult run(String script, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(installation.resolve("scripts").resolve(script).toString());
    command.addAll(arguments);
    try {
      return begin(command).result(patience);
    } catch (IOException e) {
      throw new AssertionError("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in " + command, e);
    }
  }

  /** Starts the program, which takes Control-C also where these tests themselves do not. */
  RunningCommand start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(installation.resolve("scripts").resolve("granary").toString());
    command.addAll(arguments);
    return begin(command);
  }

  private RunningCommand begin(List<String> command) throws IOException {
    Path out = Files.createTempFile(home, "command", ".out");
    Path err = Files.createTempFile(home, "command", ".err");
    return new RunningCommand(command, start(command, out.toFile(), err.toFile()), out, err);
  }

  private Process start(List<String> command, File out, File err) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out)
            .redirectError(err);
    builder.environment().put("GRANARY_HOME", home.toString());
    // The run that these tests belong to has built everything.
    builder.environment().put("GRANARY_SKIP_BUILD", "yes");
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().remove("HADOOP_CONF_DIR");
    return builder.start();
  }
}
