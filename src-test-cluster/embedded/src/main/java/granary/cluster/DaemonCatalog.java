package granary.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What to run for each daemon: its class, its heap, its class path. */
final class DaemonCatalog {
  private static final List<String> SMALL =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-Xss512k",
          "-Djava.net.preferIPv4Stack=true");

  private final ClusterDirectory directory;
  private final Installation installation;

  DaemonCatalog(ClusterDirectory directory, Installation installation) {
    this.directory = directory;
    this.installation = installation;
  }

  Daemon zookeeper() {
    return hadoop(
        Daemon.ZOOKEEPER,
        "org.apache.zookeeper.server.quorum.QuorumPeerMain",
        96,
        List.of(directory.zookeeper().resolve("zoo.cfg").toString()),
        List.of());
  }

  Daemon nameNode() {
    return hadoop(
        Daemon.NAMENODE,
        "org.apache.hadoop.hdfs.server.namenode.NameNode",
        192,
        List.of(),
        List.of());
  }

  /** Makes an empty file system and ends. */
  Daemon nameNodeFormat() {
    return hadoop(
        "namenode-format",
        "org.apache.hadoop.hdfs.server.namenode.NameNode",
        160,
        List.of("-format", "-force", "-nonInteractive"),
        List.of());
  }

  Daemon resourceManager() {
    return hadoop(
        Daemon.RESOURCEMANAGER,
        "org.apache.hadoop.yarn.server.resourcemanager.ResourceManager",
        192,
        List.of(),
        List.of());
  }

  Daemon dataNode(int node) {
    return hadoop(
        Daemon.dataNode(node),
        "org.apache.hadoop.hdfs.server.datanode.DataNode",
        128,
        List.of(),
        List.of(directory.nodeConf(node)));
  }

  Daemon nodeManager(int node) {
    return hadoop(
        Daemon.nodeManager(node),
        "org.apache.hadoop.yarn.server.nodemanager.NodeManager",
        128,
        List.of(),
        List.of(directory.nodeConf(node)));
  }

  private Daemon hadoop(
      String name, String mainClass, int heapMib, List<String> arguments, List<Path> before) {
    List<Path> classPath = new ArrayList<>(before);
    classPath.add(directory.daemonConf());
    classPath.add(directory.conf());
    classPath.add(installation.webapps());
    classPath.addAll(installation.hadoopJars());
    return new Daemon(
        name,
        mainClass,
        arguments,
        heapMib,
        classPath,
        Stream.concat(
                SMALL.stream(), Stream.of("-Dhadoop.log.dir=" + directory.path().resolve("logs")))
            .toList(),
        directory.path());
  }
}
