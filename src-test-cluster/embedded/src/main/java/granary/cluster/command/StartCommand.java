package granary.cluster.command;

import granary.cli.LeafCommand;
import granary.cli.Report;
import granary.cli.Session;
import granary.cluster.ClusterOptions;
import granary.cluster.EmbeddedCluster;
import granary.cluster.ServicePort;
import granary.cluster.StartResult;
import granary.failure.InvalidRequestException;
import granary.settings.Setting;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the cluster and waits until it can be used. */
@Command(
    name = "start",
    header = "Starts the embedded cluster and waits until it is healthy.",
    description =
        "A second start says that it runs already. After a crash, what is left of the cluster is"
            + " ended first; its data is used again.",
    footer = {"", "Example:", "  granary cluster start --nodes 3 --hive on"})
final class StartCommand implements LeafCommand {
  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "Pairs of DataNode and NodeManager. Default: as many as before, else 3.")
  @Nullable Integer nodes;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where it keeps everything. Default: cluster in GRANARY_HOME (~/.granary).")
  @Nullable Path directory;

  @Option(
      names = "--hive",
      paramLabel = "on|off",
      defaultValue = "on",
      description = "Whether HiveServer2 is part of it. Default: on.")
  String hive = "on";

  @Option(
      names = "--with",
      paramLabel = "SERVICE",
      split = ",",
      description = "Further services: kafka, rabbitmq.")
  List<String> with = List.of();

  @Option(
      names = "--port",
      paramLabel = "SERVICE=PORT",
      split = ",",
      description =
          "Fixed ports, the others are free ones: zookeeper, namenode, namenode-http,"
              + " resourcemanager, resourcemanager-http, hive and so on.")
  Map<String, Integer> ports = new LinkedHashMap<>();

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "3m",
      description = "How long to wait until it is healthy. Default: 3m.")
  String timeout = "3m";

  @Override
  public Report run(Session session) {
    refuseWhatIsNotThere();
    EmbeddedCluster cluster = EmbeddedCluster.current(session.messages()::println);
    StartResult result =
        cluster.start(
            new ClusterOptions(
                Optional.ofNullable(directory).orElseGet(cluster::defaultDirectory),
                nodes == null ? OptionalInt.empty() : OptionalInt.of(nodes),
                hive(),
                servicePorts(),
                Setting.parseDuration(timeout)));
    Map<String, Object> json = ClusterView.json(result.status());
    json.put("alreadyRunning", result.alreadyRunning());
    json.put("seconds", result.took().toMillis() / 1000.0);
    String first =
        result.alreadyRunning()
            ? "The cluster runs already (" + ClusterView.state(result.status()) + ").\n"
            : String.format(
                Locale.ROOT,
                "The cluster is up after %.0f s.%n",
                result.took().toMillis() / 1000.0);
    return Report.of(json, first + ClusterView.text(result.status()));
  }

  private void refuseWhatIsNotThere() {
    if (!with.isEmpty()) {
      throw new InvalidRequestException(
          "Cannot start the cluster --with "
              + String.join(",", with)
              + ": further services are not there yet; leave --with out");
    }
  }

  private boolean hive() {
    return switch (hive.toLowerCase(Locale.ROOT)) {
      case "on" -> true;
      case "off" -> false;
      default ->
          throw new InvalidRequestException(
              "Cannot read --hive: on or off was expected (" + hive + ")");
    };
  }

  private Map<ServicePort, Integer> servicePorts() {
    Map<ServicePort, Integer> chosen = new EnumMap<>(ServicePort.class);
    ports.forEach((name, port) -> chosen.put(ServicePort.named(name), port));
    return chosen;
  }
}
