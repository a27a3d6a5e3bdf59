package granary.cluster;

import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes of one cluster. A daemon is known by two options on its command line, the cluster's
 * directory and its name, so that neither a process ID used again nor a lost record can make us
 * take another process for ours. A container is known by its working directory below that of its
 * NodeManager.
 */
final class DaemonProcesses {
  private static final Path PROC = Path.of("/proc");
  private static final String DIRECTORY_OPTION = "-Dgranary.cluster.dir=";
  private static final String NAME_OPTION = "-Dgranary.cluster.daemon=";

  private final ClusterDirectory directory;

  DaemonProcesses(ClusterDirectory directory) {
    this.directory = directory;
  }

  /** Starts a daemon in a session of its own, which outlives ours. */
  Process launch(Daemon daemon) {
    List<String> command = new ArrayList<>();
    command.add("setsid");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(DIRECTORY_OPTION + directory.path());
    command.add(NAME_OPTION + daemon.name());
    command.add("-Xmx" + daemon.heapMib() + "m");
    command.addAll(daemon.options());
    command.add(daemon.mainClass());
    command.addAll(daemon.arguments());
    File log = directory.freshLog(daemon.name()).toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(daemon.workingDirectory().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(log)
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.put(
        "CLASSPATH",
        daemon.classPath().stream().map(Path::toString).collect(Collectors.joining(":")));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("HADOOP_CONF_DIR", directory.conf().toString());
    environment.put("HADOOP_HOME", directory.path().toString());
    environment.putAll(daemon.environment());
    try {
      Files.createDirectories(daemon.workingDirectory());
      return builder.start();
    } catch (IOException e) {
      throw new WorkFailedException(
          "Cannot start " + daemon.name() + ": " + e.getMessage() + " (log: " + log + ")", e);
    }
  }

  /** Runs a program of the cluster to its end. */
  void run(Daemon program, Duration patience) {
    Process process = launch(program);
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new UnavailableException(
            "Cannot finish "
                + program.name()
                + ": it still runs after "
                + patience.toSeconds()
                + " s (log: "
                + directory.log(program.name())
                + ")");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new UnavailableException("Cannot finish " + program.name() + ": interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new WorkFailedException(
          "Cannot finish "
              + program.name()
              + ": exit code "
              + process.exitValue()
              + " (log: "
              + directory.log(program.name())
              + ")");
    }
  }

  /** The cluster's daemons that run now, by name. */
  Map<String, ProcessHandle> running() {
    Map<String, ProcessHandle> daemons = new TreeMap<>();
    forEachProcess(process -> daemonName(process).ifPresent(name -> daemons.put(name, process)));
    return daemons;
  }

  /** The processes of the containers of one node. */
  List<ProcessHandle> containers(int node) {
    Path below = directory.containers(node);
    return processesIn(path -> path.startsWith(below));
  }

  private List<ProcessHandle> containers() {
    return processesIn(directory::isBelowContainers);
  }

  private static List<ProcessHandle> processesIn(Predicate<Path> workingDirectory) {
    List<ProcessHandle> found = new ArrayList<>();
    forEachProcess(
        process -> {
          if (workingDirectory(process).filter(workingDirectory).isPresent()) {
            found.add(process);
          }
        });
    return found;
  }

  private Optional<String> daemonName(ProcessHandle process) {
    List<String> words = List.of(commandLine(process).split("\0"));
    if (!words.contains(DIRECTORY_OPTION + directory.path())) {
      return Optional.empty();
    }
    return words.stream()
        .filter(word -> word.startsWith(NAME_OPTION))
        .map(word -> word.substring(NAME_OPTION.length()))
        .findFirst();
  }

  /** Empty for a process that is gone, or that has ended and whose parent did not notice yet. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(PROC.resolve(Long.toString(process.pid())).resolve("cmdline"));
    } catch (IOException gone) {
      return "";
    }
  }

  /**
   * Whether a process still holds its ports and files: it does until it is a zombie without other
   * threads, which is how one stays whose parent never asks for it.
   */
  private static boolean runs(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    Path entry = PROC.resolve(Long.toString(process.pid()));
    try (Stream<Path> threads = Files.list(entry.resolve("task"))) {
      String stat = Files.readString(entry.resolve("stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z' || threads.count() > 1;
    } catch (IOException gone) {
      return false;
    }
  }

  private static Optional<Path> workingDirectory(ProcessHandle process) {
    try {
      return Optional.of(
          Files.readSymbolicLink(PROC.resolve(Long.toString(process.pid())).resolve("cwd")));
    } catch (IOException goneOrNotOurs) {
      return Optional.empty();
    }
  }

  private static void forEachProcess(Consumer<ProcessHandle> consumer) {
    try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
      processes.forEach(consumer);
    }
  }

  /** Asks the processes to end; those that have not after the grace period are killed. */
  static void end(Collection<ProcessHandle> processes, Duration grace) {
    processes.forEach(ProcessHandle::destroy);
    Deadline.in(grace).await(() -> processes.stream().noneMatch(DaemonProcesses::runs));
    kill(processes);
  }

  /** kill -9 of those that still run, and waits until they are gone. */
  static void kill(Collection<ProcessHandle> processes) {
    processes.stream().filter(DaemonProcesses::runs).forEach(ProcessHandle::destroyForcibly);
    if (!Deadline.in(Duration.ofSeconds(10))
        .await(() -> processes.stream().noneMatch(DaemonProcesses::runs))) {
      throw new WorkFailedException(
          "Cannot end processes of the cluster: they do not die ("
              + processes.stream().filter(DaemonProcesses::runs).map(ProcessHandle::pid).toList()
              + ")");
    }
  }

  /** Kills the containers of a node. */
  void killContainers(int node) {
    killAll(() -> containers(node));
  }

  /** Kills the containers of all nodes. */
  void killContainers() {
    killAll(this::containers);
  }

  /** Kills until there are none: a dying shell may start one more. */
  private static void killAll(Supplier<List<ProcessHandle>> containers) {
    Deadline deadline = Deadline.in(Duration.ofSeconds(10));
    for (List<ProcessHandle> left = containers.get(); !left.isEmpty(); left = containers.get()) {
      if (deadline.passed()) {
        throw new WorkFailedException(
            "Cannot end containers of the cluster: they do not die (" + left + ")");
      }
      kill(left);
    }
  }
}
