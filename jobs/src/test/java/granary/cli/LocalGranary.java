package granary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program on local disk with a ZooKeeper, in this process and in ones of their own. */
record LocalGranary(String zooKeeper, Path directory) {
  private static final long PATIENCE_SECONDS = 60;

  /** How a command ended. */
  record Outcome(int code, String out, String err) {}

  /** Runs a command in this process. */
  Outcome here(String... words) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        GranaryMain.run(
            all(words),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            configuration());
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The same, and it has to do what it was asked; its standard output. */
  String succeeds(String... words) throws IOException {
    Outcome outcome = here(words);
    assertThat(outcome.code()).as("%s: %s", Arrays.asList(words), outcome).isZero();
    return outcome.out();
  }

  private Path configuration() throws IOException {
    return Files.createDirectories(directory.resolve("conf"));
  }

  private String[] all(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(
        List.of(
            "-D",
            "root=" + directory.resolve("granary").toUri(),
            "-D",
            "zookeeper.connect=" + zooKeeper,
            "-D",
            "zookeeper.session-timeout=4s"));
    return all.toArray(String[]::new);
  }

  /** A command at work in a process of its own. */
  record Running(Process process, Path log) {
    void signal(String name) throws IOException, InterruptedException {
      run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** From now on no file grows beyond this, as on a disk that is full. */
    void limitFiles(long bytes) throws IOException, InterruptedException {
      run("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes);
    }

    private static void run(String... command) throws IOException, InterruptedException {
      assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    /** Waits for its end; all that it printed is in the outcome's {@code err}. */
    Outcome end() throws IOException, InterruptedException {
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      assertThat(ended).as("ends: %s", Files.readString(log)).isTrue();
      return new Outcome(process.exitValue(), "", Files.readString(log));
    }
  }

  /** Starts a command in a process of its own, which takes Control-C. */
  Running start(String... words) throws IOException {
    Path log = Files.createTempFile(directory, "command", ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx300m"));
    String logging = System.getProperty("log4j.configuration");
    if (logging != null) {
      command.add("-Dlog4j.configuration=" + logging);
    }
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), GranaryMain.class.getName()));
    command.addAll(List.of(all(words)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("HADOOP_CONF_DIR", configuration().toString());
    return new Running(builder.start(), log);
  }
}
