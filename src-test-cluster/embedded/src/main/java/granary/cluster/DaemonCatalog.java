package granary.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What to run for each daemon: its class, its heap, its class path. */
final class DaemonCatalog {
  private static final List<String> SMALL =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-Djava.net.preferIPv4Stack=true");

  private static final List<String> OPENED_FOR_HIVE =
      List.of("java.lang", "java.net", "java.nio", "java.util", "java.util.concurrent.atomic");

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

  Daemon hiveServer() {
    return hive(
        Daemon.HIVE,
        "org.apache.hive.service.server.HiveServer2",
        512,
        List.of(),
        List.of(directory.hiveConf(), directory.conf()),
        Map.of());
  }

  /** Makes an empty metastore where the configuration says, and ends. */
  Daemon metastoreSchema(Path conf, Path scripts) {
    return hive(
        "metastore-schema",
        "org.apache.hadoop.hive.metastore.tools.schematool.MetastoreSchemaTool",
        256,
        List.of("-dbType", "derby", "-initSchema"),
        List.of(conf),
        Map.of("METASTORE_HOME", scripts.toString()));
  }

  private Daemon hive(
      String name,
      String mainClass,
      int heapMib,
      List<String> arguments,
      List<Path> before,
      Map<String, String> environment) {
    List<Path> classPath = new ArrayList<>(before);
    classPath.addAll(installation.hiveJars());
    List<String> options = new ArrayList<>(SMALL);
    options.add("-Xss2m");
    options.add("-Djava.io.tmpdir=" + directory.hiveTemporary());
    options.add("-Dderby.stream.error.file=" + directory.log("derby"));
    options.add("-Duser.timezone=UTC");
    for (String opened : OPENED_FOR_HIVE) {
      options.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    return new Daemon(
        name, mainClass, arguments, heapMib, classPath, options, environment, directory.hive());
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
                SMALL.stream(),
                Stream.of("-Xss512k", "-Dhadoop.log.dir=" + directory.path().resolve("logs")))
            .toList(),
        Map.of(),
        directory.path());
  }
}
