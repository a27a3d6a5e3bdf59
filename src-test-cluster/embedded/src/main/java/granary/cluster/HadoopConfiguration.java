package granary.cluster;

import static java.util.Map.entry;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of HDFS and YARN. They differ from a real cluster's in small heaps, in loopback
 * addresses and in how soon a lost node is noticed: seconds, where Hadoop's defaults are ten
 * minutes.
 */
final class HadoopConfiguration {
  /** What one NodeManager offers. */
  static final int NODE_MEMORY_MIB = 2048;

  static final int NODE_VCORES = 4;

  private final ClusterState state;
  private final ClusterDirectory directory;

  HadoopConfiguration(ClusterState state) {
    this.state = state;
    this.directory = new ClusterDirectory(Path.of(state.dir()));
  }

  /** Writes the files for clients, for all daemons and for each node. */
  void write() {
    SiteFile.write(directory.conf().resolve("core-site.xml"), core());
    SiteFile.write(directory.conf().resolve("hdfs-site.xml"), hdfs());
    SiteFile.write(directory.conf().resolve("yarn-site.xml"), yarn());
    SiteFile.write(directory.conf().resolve("mapred-site.xml"), mapred());
    SiteFile.write(directory.conf().resolve("capacity-scheduler.xml"), scheduler());
    SiteFile.writeText(directory.conf().resolve("log4j.properties"), log4j("WARN", "System.err"));
    SiteFile.writeText(
        directory.daemonConf().resolve("log4j.properties"), log4j("INFO", "System.out"));
    SiteFile.writeText(directory.conf().resolve("granary.yaml"), granary());
    for (int node = 1; node <= state.nodes(); node++) {
      writeNode(node);
    }
  }

  private void writeNode(int node) {
    Map<String, String> hdfs = new HashMap<>(hdfs());
    hdfs.putAll(dataNode(node));
    Map<String, String> yarn = new HashMap<>(yarn());
    yarn.putAll(nodeManager(node));
    SiteFile.write(directory.nodeConf(node).resolve("hdfs-site.xml"), hdfs);
    SiteFile.write(directory.nodeConf(node).resolve("yarn-site.xml"), yarn);
  }

  private Map<String, String> core() {
    String user = System.getProperty("user.name");
    return Map.ofEntries(
        entry("fs.defaultFS", state.fileSystem()),
        entry("hadoop.tmp.dir", directory.path().resolve("tmp").toString()),
        entry("hadoop.http.staticuser.user", user),
        entry("hadoop.proxyuser." + user + ".hosts", "127.0.0.1"),
        entry("hadoop.proxyuser." + user + ".groups", "*"),
        entry("ipc.client.connect.max.retries", "3"),
        entry("ipc.client.connect.retry.interval", "500"));
  }

  private Map<String, String> hdfs() {
    return Map.ofEntries(
        entry("dfs.replication", Integer.toString(Math.min(2, state.nodes()))),
        entry("dfs.namenode.name.dir", directory.nameNode().toUri().toString()),
        entry("dfs.namenode.rpc-address", state.address(ServicePort.NAMENODE)),
        entry("dfs.namenode.http-address", state.address(ServicePort.NAMENODE_HTTP)),
        entry("dfs.namenode.safemode.extension", "0"),
        entry("dfs.namenode.handler.count", "8"),
        entry("dfs.namenode.accesstime.precision", "3600000"),
        // Dead after 2 x 0.5 s + 10 x 1 s; not written to nor read from after 3 s.
        entry("dfs.heartbeat.interval", "1"),
        entry("dfs.namenode.heartbeat.recheck-interval", "500"),
        entry("dfs.namenode.stale.datanode.interval", "3000"),
        entry("dfs.namenode.avoid.read.stale.datanode", "true"),
        entry("dfs.namenode.avoid.write.stale.datanode", "true"),
        entry("dfs.namenode.redundancy.interval.seconds", "1s"),
        entry("dfs.datanode.handler.count", "3"),
        entry("dfs.datanode.max.transfer.threads", "256"),
        // The NameNode sees all DataNodes at 127.0.0.1: go by the host that each announces.
        entry("dfs.client.use.datanode.hostname", "true"),
        entry("dfs.datanode.use.datanode.hostname", "true"),
        entry("dfs.client.block.write.replace-datanode-on-failure.best-effort", "true"),
        entry("dfs.client.socket-timeout", "5000"),
        // A small file's last block is seldom reported when the file is closed: ask again after
        // 5 ms, not after 400.
        entry("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "5"),
        entry("dfs.client.block.write.locateFollowingBlock.retries", "12"));
  }

  private Map<String, String> dataNode(int node) {
    return Map.of(
        "dfs.datanode.hostname", ClusterState.host(node),
        "dfs.datanode.address", nodeAddress(node, NodePort.DATANODE),
        "dfs.datanode.http.address", nodeAddress(node, NodePort.DATANODE_HTTP),
        "dfs.datanode.ipc.address", nodeAddress(node, NodePort.DATANODE_IPC),
        "dfs.datanode.data.dir", directory.node(node).resolve("hdfs").toUri().toString());
  }

  private Map<String, String> yarn() {
    Map<String, String> yarn =
        new HashMap<>(
            Map.ofEntries(
                entry("yarn.resourcemanager.hostname", PortChoice.MASTER_HOST),
                entry("yarn.resourcemanager.address", state.address(ServicePort.RESOURCEMANAGER)),
                entry(
                    "yarn.resourcemanager.scheduler.address",
                    state.address(ServicePort.RESOURCEMANAGER_SCHEDULER)),
                entry(
                    "yarn.resourcemanager.resource-tracker.address",
                    state.address(ServicePort.RESOURCEMANAGER_TRACKER)),
                entry(
                    "yarn.resourcemanager.admin.address",
                    state.address(ServicePort.RESOURCEMANAGER_ADMIN)),
                entry(
                    "yarn.resourcemanager.webapp.address",
                    state.address(ServicePort.RESOURCEMANAGER_HTTP)),
                entry("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", "250"),
                entry("yarn.nm.liveness-monitor.expiry-interval-ms", "4000"),
                // Ten masters that start at once on two processors need longer than one; a master
                // that
                // dies, or its node, is noticed by its NodeManager and not by this.
                entry("yarn.am.liveness-monitor.expiry-interval-ms", "60000"),
                entry("yarn.resourcemanager.am.max-attempts", "3"),
                entry("yarn.resourcemanager.recovery.enabled", "true"),
                entry("yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms", "2000"),
                entry(
                    "yarn.resourcemanager.store.class",
                    "org.apache.hadoop.yarn.server.resourcemanager.recovery"
                        + ".FileSystemRMStateStore"),
                entry(
                    "yarn.resourcemanager.fs.state-store.uri",
                    directory.path().resolve("resourcemanager").toUri().toString()),
                entry("yarn.client.application-client-protocol.poll-interval-ms", "100"),
                entry("yarn.scheduler.minimum-allocation-mb", "64"),
                entry("yarn.resourcemanager.placement-constraints.handler", "scheduler"),
                entry("yarn.log-aggregation-enable", "true"),
                entry("yarn.nodemanager.remote-app-log-dir", "/tmp/logs")));
    yarn.putAll(limits());
    yarn.put(
        "yarn.application.classpath", directory.conf() + "," + directory.hadoopLibrary() + "/*");
    return yarn;
  }

  /** Limits that clients, the ResourceManager and the NodeManagers have to agree on. */
  private static Map<String, String> limits() {
    String memory = Integer.toString(NODE_MEMORY_MIB);
    String vcores = Integer.toString(NODE_VCORES);
    return Map.of(
        "yarn.scheduler.maximum-allocation-mb", memory,
        "yarn.scheduler.maximum-allocation-vcores", vcores,
        "yarn.nodemanager.resource.memory-mb", memory,
        "yarn.nodemanager.resource.cpu-vcores", vcores,
        "yarn.nodemanager.env-whitelist", "JAVA_HOME,HADOOP_CONF_DIR,LANG,TZ,PATH");
  }

  private Map<String, String> nodeManager(int node) {
    Path containers = directory.containers(node);
    return Map.ofEntries(
        entry("yarn.nodemanager.hostname", ClusterState.host(node)),
        entry("yarn.nodemanager.bind-host", ClusterState.host(node)),
        entry("yarn.nodemanager.address", nodeAddress(node, NodePort.NODEMANAGER)),
        entry("yarn.nodemanager.localizer.address", nodeAddress(node, NodePort.LOCALIZER)),
        entry("yarn.nodemanager.webapp.address", nodeAddress(node, NodePort.NODEMANAGER_HTTP)),
        entry("yarn.nodemanager.collector-service.address", nodeAddress(node, NodePort.COLLECTOR)),
        entry("yarn.nodemanager.local-dirs", containers.resolve("local").toString()),
        entry("yarn.nodemanager.log-dirs", containers.resolve("logs").toString()),
        entry("yarn.nodemanager.vmem-check-enabled", "false"),
        entry("yarn.nodemanager.pmem-check-enabled", "true"),
        entry(
            "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99"),
        entry("yarn.nodemanager.resource-monitor.interval-ms", "1000"),
        entry("yarn.nodemanager.container-monitor.interval-ms", "1000"),
        entry("yarn.nodemanager.localizer.cache.target-size-mb", "1024"),
        entry("yarn.nodemanager.sleep-delay-before-sigkill.ms", "250"),
        // Listing its directory costs each container a tenth of a second before its start.
        entry("yarn.nodemanager.log-container-debug-info.enabled", "false"),
        entry("yarn.nodemanager.recovery.enabled", "false"));
  }

  /** For MapReduce programs, which run in process unless they ask for YARN. */
  private static Map<String, String> mapred() {
    return Map.of("mapreduce.framework.name", "local", "mapreduce.task.io.sort.mb", "16");
  }

  private static Map<String, String> scheduler() {
    return Map.of(
        "yarn.scheduler.capacity.root.queues", "default",
        "yarn.scheduler.capacity.root.default.capacity", "100",
        // Half for application masters: on some node there is always room for an executor, however
        // many jobs there are, so that those that wait for one go on.
        "yarn.scheduler.capacity.maximum-am-resource-percent", "0.5",
        "yarn.scheduler.capacity.resource-calculator",
            "org.apache.hadoop.yarn.util.resource.DominantResourceCalculator");
  }

  private String granary() {
    return "# Written by the embedded cluster: where its services are.\n"
        + "zookeeper.connect: \""
        + state.address(ServicePort.ZOOKEEPER)
        + "\"\n"
        + state.hiveUrl().map(url -> "hive.url: \"" + url + "\"\n").orElse("");
  }

  private String nodeAddress(int node, NodePort port) {
    return ClusterState.host(node) + ":" + state.nodePort(node, port);
  }

  private static String log4j(String level, String target) {
    return String.join(
        "\n",
        "log4j.rootLogger=" + level + ",console",
        "log4j.appender.console=org.apache.log4j.ConsoleAppender",
        "log4j.appender.console.target=" + target,
        "log4j.appender.console.layout=org.apache.log4j.PatternLayout",
        "log4j.appender.console.layout.ConversionPattern=%d{ISO8601} %p %c{2}: %m%n",
        "log4j.logger.org.apache.hadoop.util.NativeCodeLoader=ERROR",
        "log4j.logger.org.apache.hadoop.hdfs.StateChange=WARN",
        "log4j.logger.BlockStateChange=WARN",
        "log4j.logger.org.apache.hadoop.hdfs.server.datanode.DataNode.clienttrace=WARN",
        "log4j.logger.org.apache.hadoop.hdfs.server.namenode.FSNamesystem.audit=WARN",
        "");
  }
}
