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

  /** Together they end an attempt to connect within 15 seconds; a site's own value goes first. */
  private static final Map<String, String> BOUNDS =
      Map.of(
          "ipc.client.connect.timeout", "5000",
          "ipc.client.connect.max.retries", "3",
          "ipc.client.connect.retry.interval", "1000",
          "ipc.client.connect.max.retries.on.timeouts", "1",
          "dfs.client.failover.max.attempts", "4",
          "dfs.client.failover.sleep.max.millis", "3000",
          "yarn.resourcemanager.connect.max-wait.ms", "10000",
          "yarn.resourcemanager.connect.retry-interval.ms", "1000",
          "yarn.client.failover-max-attempts", "4");

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
    BOUNDS.forEach(
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
