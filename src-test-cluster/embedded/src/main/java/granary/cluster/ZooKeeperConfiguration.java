package granary.cluster;

import java.nio.file.Path;

/** ZooKeeper's configuration: one server, on loopback, without its administration page. */
final class ZooKeeperConfiguration {
  private ZooKeeperConfiguration() {}

  static void write(ClusterState state) {
    ClusterDirectory directory = new ClusterDirectory(Path.of(state.dir()));
    SiteFile.writeText(
        directory.zookeeper().resolve("zoo.cfg"),
        String.join(
            "\n",
            "tickTime=1000",
            "maxSessionTimeout=60000",
            "dataDir=" + directory.zookeeper().resolve("data"),
            "clientPort=" + state.port(ServicePort.ZOOKEEPER),
            "clientPortAddress=" + PortChoice.MASTER_HOST,
            "maxClientCnxns=0",
            "admin.enableServer=false",
            "autopurge.purgeInterval=1",
            "autopurge.snapRetainCount=3",
            ""));
  }
}
