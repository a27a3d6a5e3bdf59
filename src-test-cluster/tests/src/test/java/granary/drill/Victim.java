package granary.drill;

import static org.awaitility.Awaitility.await;

import granary.harness.ProcessCluster;
import granary.harness.RunningCommand;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A part of the system that a drill takes away while commands are at work. */
enum Victim {
  CLIENT,
  MASTER,
  EXECUTOR,
  RESOURCE_MANAGER,
  NODE_MANAGER,
  DATA_NODE,
  NAME_NODE,
  ZOOKEEPER,
  HIVE_SERVER;

  /** About as long as a small ingest takes. */
  private static final int MOMENTS_MS = 4_000;

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String MASTER_CLASS = "granary.master.MasterMain";
  private static final String EXECUTOR_CLASS = "granary.executor.ExecutorMain";

  /**
   * Kills it by signal 9 at a moment by chance and, where it is a daemon, brings it back; returns
   * when that can be used again.
   */
  void strike(ProcessCluster cluster, List<RunningCommand> commands, Random random)
      throws InterruptedException {
    switch (this) {
      case MASTER -> awaitContainer(cluster, MASTER_CLASS);
      case EXECUTOR -> awaitContainer(cluster, EXECUTOR_CLASS);
      default -> {}
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(MOMENTS_MS));
    int node = 1 + random.nextInt(cluster.status().nodes().size());
    switch (this) {
      case CLIENT -> commands.get(random.nextInt(commands.size())).kill();
      case MASTER -> killOneOf(cluster.containers(MASTER_CLASS), random);
      case EXECUTOR -> killOneOf(cluster.containers(EXECUTOR_CLASS), random);
      case RESOURCE_MANAGER -> cluster.restartDaemon("resourcemanager");
      case NODE_MANAGER -> cluster.restartDaemon("nodemanager-" + node);
      case DATA_NODE -> cluster.restartDaemon("datanode-" + node);
      case NAME_NODE -> cluster.restartDaemon("namenode");
      case ZOOKEEPER -> cluster.restartDaemon("zookeeper");
      case HIVE_SERVER -> cluster.restartDaemon("hiveserver2");
    }
  }

  private static void awaitContainer(ProcessCluster cluster, String mainClass) {
    await().atMost(PATIENCE).until(() -> !cluster.containers(mainClass).isEmpty());
  }

  /** All may have ended by now: then the drill struck too late, and took nothing away. */
  private static void killOneOf(List<ProcessHandle> processes, Random random) {
    if (!processes.isEmpty()) {
      processes.get(random.nextInt(processes.size())).destroyForcibly();
    }
  }
}
