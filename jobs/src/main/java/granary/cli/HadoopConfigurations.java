package granary.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Makes the configuration that a client of the cluster works with. */
final class HadoopConfigurations {
  private static final List<String> FILES =
      List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml", "mapred-site.xml");

  /**
   * The first ones together end an attempt to connect within 15 seconds. With the last two a file
   * is closed some milliseconds after its DataNode has told the NameNode of it: Hadoop's own client
   * asks again after 400 only, which is most of what a small file takes. A site's own value goes
   * first.
   */
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("ipc.client.connect.timeout", "5000"),
          Map.entry("ipc.client.connect.max.retries", "3"),
          Map.entry("ipc.client.connect.retry.interval", "1000"),
          Map.entry("ipc.client.connect.max.retries.on.timeouts", "1"),
          Map.entry("dfs.client.failover.max.attempts", "4"),
          Map.entry("dfs.client.failover.sleep.max.millis", "3000"),
          Map.entry("yarn.resourcemanager.connect.max-wait.ms", "10000"),
          Map.entry("yarn.resourcemanager.connect.retry-interval.ms", "1000"),
          Map.entry("yarn.client.failover-max-attempts", "4"),
          Map.entry("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", "5"),
          Map.entry("dfs.client.block.write.locateFollowingBlock.retries", "12"));

  private HadoopConfigurations() {}

  /** What the class path holds, with the files of {@code directory} over it. */
  static Configuration of(Optional<Path> directory) {
    Configuration configuration = new Configuration();
    directory.ifPresent(
        from ->
            FILES.stream()
                .map(from::resolve)
                .filter(Files::exists)
                .forEach(
                    file ->
                        configuration.addResource(
                            new org.apache.hadoop.fs.Path(file.toUri().toString()))));
    DEFAULTS.forEach(
        (key, value) -> {
          if (isDefault(configuration, key)) {
            configuration.set(key, value, "granary");
          }
        });
    return configuration;
  }

  /** Whether no site file says anything about a key. */
  static boolean isDefault(Configuration configuration, String key) {
    String[] sources = configuration.getPropertySources(key);
    return sources == null
        || sources.length == 0
        || sources[sources.length - 1].endsWith("-default.xml");
  }
}
