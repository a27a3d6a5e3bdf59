package granary.harness;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the programs of the module spark-runtime, each in a process of its own. */
public final class SparkCommand {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Path MODULE = Path.of("src-test-cluster", "spark-runtime");

  private SparkCommand() {}

  /**
   * Runs a program to its end.
   *
   * @param installation the repository's directory
   * @param program the name of its class
   * @param confDir a Hadoop configuration directory, or any other for local files
   * @param arguments what it is given
   * @return what it printed to standard output
   */
  public static String run(
      Path installation, String program, Path confDir, List<String> arguments) {
    Path module = installation.resolve(MODULE);
    try {
      Path out = Files.createTempFile("spark", ".out");
      Path err = Files.createTempFile("spark", ".err");
      Process process =
          new ProcessBuilder(command(module, program, confDir, arguments))
              .redirectInput(new File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      boolean ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      String printed = Files.readString(out);
      String errors = Files.readString(err);
      Files.delete(out);
      Files.delete(err);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError("Spark's " + program + " failed: " + printed + errors);
      }
      return printed;
    } catch (IOException e) {
      throw new AssertionError("cannot run Spark's " + program, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in Spark's " + program, e);
    }
  }

  /**
   * Starts a program that answers each line of its input with one that begins with {@code done}.
   *
   * @param confDir a Hadoop configuration directory, or any other for local files
   */
  public static Session session(Path installation, String program, Path confDir)
      throws IOException {
    return new Session(
        new ProcessBuilder(command(installation.resolve(MODULE), program, confDir, List.of()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** A program that runs. */
  public static final class Session implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private Session(Process process) {
      this.process = process;
      this.out = process.inputReader(StandardCharsets.UTF_8);
      this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** The program's answer to a line. */
    public String ask(String line) throws IOException {
      in.write(line + "\n");
      in.flush();
      for (String answer = out.readLine(); answer != null; answer = out.readLine()) {
        if (answer.startsWith("done ")) {
          return answer;
        }
      }
      throw new AssertionError("Spark ended in place of an answer to: " + line);
    }

    @Override
    public void close() throws IOException {
      in.close();
      try {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.destroyForcibly();
      }
    }
  }

  private static List<String> command(
      Path module, String program, Path confDir, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx2g", "-XX:+UseSerialGC", "-Duser.timezone=UTC"));
    // As Spark's own launcher does on this version of Java.
    for (String opened :
        List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.io",
            "java.net",
            "java.nio",
            "java.util",
            "java.util.concurrent",
            "java.util.concurrent.atomic",
            "sun.nio.ch",
            "sun.nio.cs",
            "sun.security.action",
            "sun.util.calendar")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    String jars = Files.readString(module.resolve("target").resolve("classpath")).strip();
    command.addAll(List.of("-cp", confDir + File.pathSeparator + jars));
    command.add(module.resolve("src/main/java/granary/spark/" + program + ".java").toString());
    command.addAll(arguments);
    return command;
  }
}
