package granary.cli;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where a service of the cluster listens, by its configuration.
 *
 * @param name the service's, as people say it
 * @param services {@code host:port} of each server; empty if it is no service, such as a local file
 *     system
 */
public record ServiceAddress(String name, List<String> services) {
  private static final int NAMENODE_PORT = 8020;

  public ServiceAddress {
    services = List.copyOf(services);
  }

  /** The NameNodes behind a directory. */
  public static ServiceAddress ofFileSystem(Path directory, Configuration hadoop) {
    URI uri = directory.toUri();
    if (uri.getScheme() == null || uri.getHost() == null) {
      uri = uri.getScheme() == null ? FileSystem.getDefaultUri(hadoop) : uri;
    }
    if (!"hdfs".equals(uri.getScheme()) || uri.getHost() == null) {
      return new ServiceAddress("the file system", List.of());
    }
    String nameservice = uri.getHost();
    List<String> services = new ArrayList<>();
    for (String node : hadoop.getTrimmedStrings("dfs.ha.namenodes." + nameservice)) {
      String key = "dfs.namenode.rpc-address." + nameservice + "." + node;
      services.add(hadoop.getTrimmed(key, nameservice + "/" + node + ":" + NAMENODE_PORT));
    }
    if (services.isEmpty()) {
      int port = uri.getPort() > 0 ? uri.getPort() : NAMENODE_PORT;
      services.add(nameservice + ":" + port);
    }
    return new ServiceAddress("HDFS", services);
  }

  /** The ResourceManagers. */
  public static ServiceAddress ofResourceManager(Configuration hadoop) {
    List<String> services = new ArrayList<>();
    for (String id : hadoop.getTrimmedStrings("yarn.resourcemanager.ha.rm-ids")) {
      services.add(address(hadoop, "." + id));
    }
    if (services.isEmpty()) {
      services.add(address(hadoop, ""));
    }
    return new ServiceAddress("YARN's ResourceManager", services);
  }

  private static String address(Configuration hadoop, String suffix) {
    String host = hadoop.getTrimmed("yarn.resourcemanager.hostname" + suffix, "0.0.0.0");
    String given = hadoop.getTrimmed("yarn.resourcemanager.address" + suffix, "");
    return given.isEmpty() || given.startsWith("$") ? host + ":8032" : given;
  }

  String remedy() {
    return "; is it running? (granary cluster status for the embedded cluster, else look at"
        + " HADOOP_CONF_DIR)";
  }

  @Override
  public String toString() {
    return String.join(" or ", services);
  }
}
