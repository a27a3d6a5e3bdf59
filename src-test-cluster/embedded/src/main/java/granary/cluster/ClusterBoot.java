package granary.cluster;

import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Launches the daemons of a cluster and waits until each can be used. */
final class ClusterBoot {
  private final ClusterState state;
  private final ClusterDirectory directory;
  private final Installation installation;
  private final DaemonCatalog catalog;
  private final DaemonProcesses processes;
  private final MasterProbes probes;
  private final Deadline deadline;
  private final Consumer<String> progress;
  private final Map<String, Process> launched = new TreeMap<>();

  ClusterBoot(
      ClusterState state, Installation installation, Duration patience, Consumer<String> progress) {
    this.state = state;
    this.directory = new ClusterDirectory(Path.of(state.dir()));
    this.installation = installation;
    this.catalog = new DaemonCatalog(directory, installation);
    this.processes = new DaemonProcesses(directory);
    this.probes = new MasterProbes(state);
    this.deadline = Deadline.in(patience);
    this.progress = progress;
  }

  /** Starts everything; on failure nothing is left running. */
  void start() {
    try {
      new HadoopConfiguration(state).write();
      directory.link(directory.hadoopLibrary(), installation.hadoopJars());
      ZooKeeperConfiguration.write(state);
      launch(catalog.zookeeper());
      launch(catalog.resourceManager());
      if (!Files.exists(directory.nameNode().resolve("current").resolve("VERSION"))) {
        progress.accept("Formatting HDFS");
        processes.run(catalog.nameNodeFormat(), Duration.ofMinutes(1));
      }
      launch(catalog.nameNode());
      for (int node = 1; node <= state.nodes(); node++) {
        launch(catalog.dataNode(node));
        launch(catalog.nodeManager(node));
      }
      if (state.hive()) {
        prepareHive();
      }
      awaitZooKeeper();
      awaitHdfs();
      makeDirectories();
      if (state.hive()) {
        launch(catalog.hiveServer());
      }
      awaitNodeManagers();
      if (state.hive()) {
        awaitHive();
      }
    } catch (RuntimeException e) {
      DaemonProcesses.kill(launched.values().stream().map(Process::toHandle).toList());
      throw e;
    }
  }

  private void awaitZooKeeper() {
    await("ZooKeeper", List.of(Daemon.ZOOKEEPER), () -> probes.listens(ServicePort.ZOOKEEPER));
  }

  private void awaitHive() {
    await("HiveServer2", List.of(Daemon.HIVE), () -> probes.listens(ServicePort.HIVE));
  }

  private void awaitHdfs() {
    await("the NameNode", List.of(Daemon.NAMENODE), () -> probes.liveDataNodes().isPresent());
    await(
        "the DataNodes",
        List.of(Daemon.NAMENODE, Daemon.dataNode(1)),
        () ->
            probes.liveDataNodes().map(live -> live.size() >= state.nodes()).orElse(false)
                && probes.writable());
  }

  private void makeDirectories() {
    for (String path : List.of("/tmp", "/tmp/logs", "/user")) {
      probes.makeDirectory(path, "1777");
    }
    probes.makeDirectory("/user/" + MasterProbes.user(), "755");
  }

  private void prepareHive() {
    progress.accept("Preparing Hive's metastore");
    SiteFile.makeDirectory(directory.hiveTemporary());
    new HiveConfiguration(state).write();
    new MetastoreTemplate(installation, directory, catalog).install(processes);
  }

  private void awaitNodeManagers() {
    await(
        "the NodeManagers",
        List.of(Daemon.RESOURCEMANAGER, Daemon.nodeManager(1)),
        () -> probes.runningNodeManagers().map(live -> live.size() >= state.nodes()).orElse(false));
  }

  /** Brings one node back and waits until the masters have heard of its new daemons. */
  void startNode(int node, InstantSource clock) {
    new HadoopConfiguration(state).write();
    Instant begin = clock.instant();
    Map<String, ProcessHandle> running = processes.running();
    if (!running.containsKey(Daemon.dataNode(node))) {
      launch(catalog.dataNode(node));
    }
    boolean fresh = !running.containsKey(Daemon.nodeManager(node));
    if (fresh) {
      processes.killContainers(node);
      launch(catalog.nodeManager(node));
    }
    String host = ClusterState.host(node);
    await(
        "the DataNode of node " + node,
        List.of(Daemon.dataNode(node)),
        () ->
            MasterProbes.listens(host, state.nodePort(node, NodePort.DATANODE_IPC))
                && probes
                    .liveDataNodes()
                    .map(live -> live.getOrDefault(host, Integer.MAX_VALUE) <= 1)
                    .orElse(false));
    await(
        "the NodeManager of node " + node,
        List.of(Daemon.nodeManager(node)),
        () ->
            probes
                .runningNodeManagers()
                .map(live -> live.get(host))
                .map(report -> !fresh || !report.lastHealthUpdate().isBefore(begin))
                .orElse(false));
  }

  /** Launches a daemon that has ended and waits until it can be used. */
  void startAgain(String name, InstantSource clock) {
    switch (name) {
      case Daemon.ZOOKEEPER -> {
        launch(catalog.zookeeper());
        awaitZooKeeper();
      }
      case Daemon.NAMENODE -> {
        launch(catalog.nameNode());
        awaitHdfs();
      }
      case Daemon.RESOURCEMANAGER -> {
        launch(catalog.resourceManager());
        awaitNodeManagers();
      }
      case Daemon.HIVE -> {
        launch(catalog.hiveServer());
        awaitHive();
      }
      default -> startNode(Daemon.node(name), clock);
    }
  }

  private void launch(Daemon daemon) {
    launched.put(daemon.name(), processes.launch(daemon));
  }

  private void await(String what, List<String> logs, BooleanSupplier ready) {
    progress.accept("Waiting for " + what);
    boolean done =
        deadline.await(
            () -> {
              launched.forEach(this::failIfDead);
              return ready.getAsBoolean();
            });
    if (!done) {
      throw new UnavailableException(
          "Cannot start the cluster: no answer from "
              + what
              + " in time (logs: "
              + logs.stream().map(name -> directory.log(name).toString()).toList()
              + ")");
    }
  }

  private void failIfDead(String name, Process process) {
    if (!process.isAlive()) {
      Path log = directory.log(name);
      throw new WorkFailedException(
          "Cannot start "
              + name
              + ": it ended with exit code "
              + process.exitValue()
              + ", "
              + lastComplaint(log)
              + " (log: "
              + log
              + ")");
    }
  }

  /** The last line of the log that looks like a reason. */
  private static String lastComplaint(Path log) {
    try {
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.contains("Exception") || line.contains("Error"))
          .filter(line -> !line.startsWith("\tat "))
          .reduce((first, second) -> second)
          .map(String::strip)
          .orElse("without a reason in its log");
    } catch (IOException e) {
      return "and its log cannot be read, " + e.getMessage();
    }
  }
}
