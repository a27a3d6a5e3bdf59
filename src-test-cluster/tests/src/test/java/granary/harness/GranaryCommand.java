package granary.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs {@code scripts/granary} and the scripts beside it in a process of their own, as a user does.
 */
final class GranaryCommand {
  private final Path installation;
  private final Path home;
  private final Duration patience;

  GranaryCommand(Path installation, Path home, Duration patience) {
    this.installation = installation;
    this.home = home;
    this.patience = patience;
  }

  CommandResult run(String script, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(installation.resolve("scripts").resolve(script).toString());
    command.addAll(arguments);
    try {
      Path out = Files.createTempFile(home, "command", ".out");
      Path err = Files.createTempFile(home, "command", ".err");
      try {
        Process process = start(command, out.toFile(), err.toFile());
        boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          process.destroyForcibly().waitFor();
        }
        CommandResult result =
            new CommandResult(
                command, process.exitValue(), Files.readString(out), Files.readString(err));
        if (!ended) {
          throw new AssertionError("killed after " + patience + ": " + result);
        }
        return result;
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new AssertionError("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in " + command, e);
    }
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
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("HADOOP_CONF_DIR");
    return builder.start();
  }
}
