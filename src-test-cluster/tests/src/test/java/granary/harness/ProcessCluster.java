package granary.harness;

import granary.cli.GranaryMain;
import granary.cluster.ClusterOptions;
import granary.cluster.ClusterStatus;
import granary.cluster.EmbeddedCluster;
import granary.cluster.NodeStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * One embedded cluster with three nodes and Hive, in a directory and a GRANARY_HOME of its own, for
 * all integration tests of a run. A test class gets it as a parameter, by
 * {@code @ExtendWith(SharedCluster.class)}. Tests use names of their own for what they create; one
 * that breaks the cluster mends it with {@link #mend}.
 */
public final class ProcessCluster implements AutoCloseable {
  private static final int NODES = 3;
  private static final Duration COMMAND_PATIENCE = Duration.ofMinutes(5);

  private final EmbeddedCluster cluster;
  private final GranaryCommand command;
  private final Path directory;
  private final ClusterStatus started;

  private ProcessCluster(
      EmbeddedCluster cluster, GranaryCommand command, Path directory, ClusterStatus started) {
    this.cluster = cluster;
    this.command = command;
    this.directory = directory;
    this.started = started;
  }

  /** Starts it, or takes the one that an aborted run left in the same directory. */
  static ProcessCluster start() throws IOException {
    Path installation = installation();
    Path directory = Path.of(property("granary.test.directory")).toAbsolutePath();
    Path home = Files.createDirectories(directory.resolve("home"));
    EmbeddedCluster cluster = EmbeddedCluster.in(home, installation, System.err::println);
    ClusterStatus status =
        cluster.start(ClusterOptions.in(cluster.defaultDirectory()).withNodes(NODES)).status();
    ProcessCluster started =
        new ProcessCluster(
            cluster,
            new GranaryCommand(
                installation, home, COMMAND_PATIENCE, Path.of(System.getProperty("java.home"))),
            directory,
            status);
    started.mend();
    return started;
  }

  /** The repository's directory. */
  public static Path installation() {
    return Path.of(property("granary.installation")).toAbsolutePath().normalize();
  }

  /** Runs a command of Granary in a process of its own and returns how it ended. */
  public CommandResult granary(String... arguments) {
    return command.run("granary", List.of(arguments));
  }

  /** Runs a command of Granary on another Java than ours. */
  public CommandResult granaryOn(Path javaHome, String... arguments) {
    return command.withJava(javaHome).run("granary", List.of(arguments));
  }

  /** Starts a command of Granary in a process of its own. */
  public RunningCommand start(String... arguments) throws IOException {
    return command.start(List.of(arguments));
  }

  /** Runs a command of Granary in this process: the same code, without the start of a JVM. */
  public CommandResult here(String... arguments) {
    return here(confDir(), arguments);
  }

  /** Runs a command in this process against what a Hadoop configuration directory names. */
  public static CommandResult here(Path confDir, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        GranaryMain.run(
            arguments,
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            confDir);
    return new CommandResult(
        List.of(arguments),
        code,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8));
  }

  /** Runs another of the scripts, without arguments. */
  public CommandResult script(String name) {
    return command.run(name, List.of());
  }

  /** Addresses and nodes as they are now. */
  public ClusterStatus status() {
    return cluster.status(Optional.empty()).orElseThrow();
  }

  /** The file system's URI. */
  public String hdfs() {
    return started.hdfs();
  }

  public String zookeeper() {
    return started.zookeeper();
  }

  public String hiveUrl() {
    return started.hive().orElseThrow();
  }

  /** The Hadoop configuration directory. */
  public Path confDir() {
    return Path.of(started.confDir());
  }

  /** The cluster's configuration for a client in this process. */
  public Configuration hadoop() {
    return hadoop(confDir());
  }

  /** What a client of the cluster with this configuration directory works with. */
  public static Configuration hadoop(Path confDir) {
    Configuration configuration = new Configuration();
    for (String file : List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml")) {
      configuration.addResource(new org.apache.hadoop.fs.Path(confDir.resolve(file).toUri()));
    }
    return configuration;
  }

  /** A directory for files of a test. */
  public Path work(String name) {
    try {
      return Files.createDirectories(directory.resolve("work").resolve(name));
    } catch (IOException e) {
      throw new AssertionError("cannot make a directory for " + name, e);
    }
  }

  /** Kills a node (from 1) with its containers. */
  public NodeStatus killNode(int node) {
    return cluster.killNode(node);
  }

  public NodeStatus startNode(int node) {
    return cluster.startNode(node);
  }

  /**
   * Kills a daemon and brings it back.
   *
   * @param name as in its log's name: {@code namenode}, {@code datanode-1}
   */
  public void restartDaemon(String name) {
    cluster.restartDaemon(name);
  }

  /** The processes in this cluster's containers that run a class. */
  public List<ProcessHandle> containers(String mainClass) {
    String directory = confDir().resolve("..").normalize().toString();
    return ProcessHandle.allProcesses()
        .filter(
            process -> {
              String line = process.info().commandLine().orElse("");
              return line.contains(mainClass) && line.contains(directory);
            })
        .toList();
  }

  /** Brings back what a test killed. */
  public void mend() {
    for (NodeStatus node : status().nodes()) {
      if (node.state() != NodeStatus.State.RUNNING) {
        cluster.startNode(node.node());
      }
    }
  }

  /** Stops it, unless {@code granary.test.keep} asks that it is left for the next run. */
  @Override
  public void close() {
    if (!Boolean.getBoolean("granary.test.keep")) {
      cluster.stop(Optional.empty());
    }
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          "Cannot run an integration test: system property " + name + " is not set");
    }
    return value;
  }
}
