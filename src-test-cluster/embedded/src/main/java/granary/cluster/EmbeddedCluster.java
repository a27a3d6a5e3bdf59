package granary.cluster;

import granary.failure.InvalidRequestException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Starts, shows, breaks and stops the embedded cluster. The daemons outlive the process that starts
 * them; everything about them is found again in the cluster's directory and on their command lines.
 * Operations that change a cluster exclude each other, between processes too. Not thread-safe.
 */
public final class EmbeddedCluster {
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final Duration LOCK_PATIENCE = Duration.ofMinutes(5);
  private static final Duration NODE_PATIENCE = Duration.ofMinutes(1);
  private static final Duration DAEMON_PATIENCE = Duration.ofMinutes(2);

  private final ClusterPointer pointer;
  private final Installation installation;
  private final Consumer<String> progress;

  private EmbeddedCluster(
      ClusterPointer pointer, Installation installation, Consumer<String> progress) {
    this.pointer = pointer;
    this.installation = installation;
    this.progress = progress;
  }

  /**
   * The clusters of the user that runs this process: recorded in GRANARY_HOME, with the jars of the
   * installation that system property {@code granary.installation} names.
   *
   * @param progress told a sentence about each step
   */
  public static EmbeddedCluster current(Consumer<String> progress) {
    return new EmbeddedCluster(ClusterPointer.current(), Installation.current(), progress);
  }

  /** The clusters recorded in another home, for tests. */
  public static EmbeddedCluster in(Path home, Path installation, Consumer<String> progress) {
    return new EmbeddedCluster(
        new ClusterPointer(home.toAbsolutePath().normalize()),
        new Installation(installation.toAbsolutePath().normalize()),
        progress);
  }

  /** Where a cluster lies when the user names no directory. */
  public Path defaultDirectory() {
    return pointer.defaultDirectory();
  }

  /**
   * Starts a cluster and returns when it is healthy, or says that it runs already. Leftovers of one
   * that crashed are ended first; its data is used again.
   *
   * @throws InvalidRequestException when another cluster of this home runs, a given port is taken,
   *     or there are fewer nodes than before
   * @throws granary.failure.WorkFailedException when a daemon ends; the message names its log, and
   *     nothing is left running
   * @throws granary.failure.UnavailableException when it is not healthy in time
   */
  public StartResult start(ClusterOptions options) {
    long begin = System.nanoTime();
    ClusterDirectory directory = new ClusterDirectory(options.directory());
    return alone(directory, () -> startAlone(options, directory, begin));
  }

  private StartResult startAlone(
      ClusterOptions options, ClusterDirectory directory, long beginNanos) {
    refuseSecondCluster(options.directory());
    Optional<ClusterState> before = ClusterState.read(directory.state());
    if (before.isPresent() && mastersRun(before.get())) {
      pointer.set(before.get());
      return new StartResult(
          true, new ClusterInspection(before.get()).status(), elapsed(beginNanos));
    }
    endLeftovers(directory);
    ClusterState state = ClusterPlan.of(options, before);
    state.write(directory.state());
    pointer.set(state);
    boot(state, options.patience());
    return new StartResult(false, new ClusterInspection(state).status(), elapsed(beginNanos));
  }

  private void boot(ClusterState state, Duration patience) {
    try {
      new ClusterBoot(state, installation, patience, progress).start();
    } catch (RuntimeException e) {
      pointer.clear(Path.of(state.dir()));
      throw e;
    }
  }

  /** The state of the cluster in a directory, or of the recorded one; empty if there is none. */
  public Optional<ClusterStatus> status(Optional<Path> directory) {
    return state(directory).map(state -> new ClusterInspection(state).status());
  }

  /**
   * Ends all processes of the cluster, containers too. Its data stays.
   *
   * @return how many daemons ran; 0 when there was nothing to stop
   */
  public int stop(Optional<Path> directory) {
    Optional<ClusterDirectory> found =
        directory
            .map(path -> path.toAbsolutePath().normalize())
            .or(pointer::directory)
            .map(ClusterDirectory::new);
    if (found.isEmpty()) {
      return 0;
    }
    return alone(
        found.get(),
        () -> {
          int ended = end(found.get(), GRACE);
          pointer.clear(found.get().path());
          return ended;
        });
  }

  /**
   * Kills a node as when its machine is lost: DataNode, NodeManager and all its containers, by
   * signal 9.
   *
   * @param node from 1
   * @return the node's state after that; the masters notice within seconds
   */
  public NodeStatus killNode(int node) {
    ClusterState state = runningState(node);
    return alone(directory(state), () -> killNodeAlone(state, node));
  }

  private static NodeStatus killNodeAlone(ClusterState state, int node) {
    DaemonProcesses processes = new DaemonProcesses(directory(state));
    Map<String, ProcessHandle> running = processes.running();
    List<ProcessHandle> victims = new ArrayList<>();
    Optional.ofNullable(running.get(Daemon.nodeManager(node))).ifPresent(victims::add);
    Optional.ofNullable(running.get(Daemon.dataNode(node))).ifPresent(victims::add);
    victims.addAll(processes.containers(node));
    DaemonProcesses.kill(victims);
    processes.killContainers(node);
    return new ClusterInspection(state).status().nodes().get(node - 1);
  }

  /**
   * Brings a node back and returns when both masters have heard of it.
   *
   * @param node from 1
   */
  public NodeStatus startNode(int node) {
    ClusterState state = runningState(node);
    return alone(
        directory(state),
        () -> {
          new ClusterBoot(state, installation, NODE_PATIENCE, progress)
              .startNode(node, InstantSource.system());
          return new ClusterInspection(state).status().nodes().get(node - 1);
        });
  }

  /**
   * Kills one daemon by signal 9 and starts it again, as its supervisor would. With a NodeManager
   * its containers go.
   *
   * @param name as in its log's name: {@code namenode}, {@code datanode-1}
   * @throws granary.failure.UnavailableException when it cannot be used in time
   */
  public void restartDaemon(String name) {
    ClusterState state = runningState(1);
    alone(
        directory(state),
        () -> {
          ProcessHandle running = new DaemonProcesses(directory(state)).running().get(name);
          if (running == null) {
            throw new InvalidRequestException(
                "Cannot restart " + name + ": no such daemon of the cluster runs");
          }
          DaemonProcesses.kill(List.of(running));
          new ClusterBoot(state, installation, DAEMON_PATIENCE, progress)
              .startAgain(name, InstantSource.system());
          return name;
        });
  }

  /** One change at a time, in this home and in this directory. */
  private <T> T alone(ClusterDirectory directory, Supplier<T> change) {
    return new ClusterLock(pointer.lock())
        .holding(
            LOCK_PATIENCE, () -> new ClusterLock(directory.lock()).holding(LOCK_PATIENCE, change));
  }

  private void refuseSecondCluster(Path directory) {
    Optional<Path> recorded = pointer.directory().filter(path -> !path.equals(directory));
    if (recorded.isPresent()
        && !new DaemonProcesses(new ClusterDirectory(recorded.get())).running().isEmpty()) {
      throw new InvalidRequestException(
          "Cannot start a cluster in "
              + directory
              + ": another one runs; stop it with `granary cluster stop`, or set another"
              + " GRANARY_HOME ("
              + recorded.get()
              + ")");
    }
  }

  private boolean mastersRun(ClusterState state) {
    Map<String, ProcessHandle> running = new DaemonProcesses(directory(state)).running();
    return running.containsKey(Daemon.ZOOKEEPER)
        && running.containsKey(Daemon.NAMENODE)
        && running.containsKey(Daemon.RESOURCEMANAGER)
        && (!state.hive() || running.containsKey(Daemon.HIVE));
  }

  private void endLeftovers(ClusterDirectory directory) {
    int ended = end(directory, Duration.ofSeconds(5));
    if (ended > 0) {
      progress.accept("Ended " + ended + " daemons that an earlier run left");
    }
  }

  private static int end(ClusterDirectory directory, Duration grace) {
    DaemonProcesses processes = new DaemonProcesses(directory);
    Map<String, ProcessHandle> running = processes.running();
    DaemonProcesses.end(running.values(), grace);
    processes.killContainers();
    return running.size();
  }

  private ClusterState runningState(int node) {
    ClusterState state =
        state(Optional.empty())
            .filter(found -> !new DaemonProcesses(directory(found)).running().isEmpty())
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        "Cannot change node "
                            + node
                            + ": no embedded cluster runs; start one with `granary cluster"
                            + " start`"));
    if (node < 1 || node > state.nodes()) {
      throw new InvalidRequestException(
          "Cannot change node " + node + ": the nodes are 1 to " + state.nodes());
    }
    return state;
  }

  private Optional<ClusterState> state(Optional<Path> directory) {
    return directory
        .map(path -> path.toAbsolutePath().normalize())
        .or(pointer::directory)
        .flatMap(path -> ClusterState.read(new ClusterDirectory(path).state()));
  }

  private static ClusterDirectory directory(ClusterState state) {
    return new ClusterDirectory(Path.of(state.dir()));
  }

  private static Duration elapsed(long beginNanos) {
    return Duration.ofNanos(System.nanoTime() - beginNanos);
  }
}
