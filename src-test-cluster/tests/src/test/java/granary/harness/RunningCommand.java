package granary.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of Granary at work in a process of its own. */
public final class RunningCommand {
  private final List<String> command;
  private final Process process;
  private final Path out;
  private final Path err;

  RunningCommand(List<String> command, Process process, Path out, Path err) {
    this.command = command;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  public boolean isRunning() {
    return process.isAlive();
  }

  /** As Control-C on a terminal does. */
  public void interrupt() throws IOException, InterruptedException {
    signal("INT");
  }

  /**
   * Sends it a signal.
   *
   * @param name as {@code kill} names it: STOP, CONT
   */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** As nothing can withstand. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Waits for its end. */
  public CommandResult result(Duration patience) throws IOException, InterruptedException {
    boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    CommandResult result =
        new CommandResult(
            command, process.exitValue(), Files.readString(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    if (!ended) {
      throw new AssertionError("killed after " + patience + ": " + result);
    }
    return result;
  }
}
