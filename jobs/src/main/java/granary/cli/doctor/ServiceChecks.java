package granary.cli.doctor;

import granary.cli.Amounts;
import granary.cli.Execution;
import granary.cli.Session;
import granary.client.NodeStatus;
import granary.hive.HiveRows;
import granary.hive.HiveSettings;
import granary.jobs.doctor.NodeCheck;
import granary.jobs.doctor.NodeCheckJob;
import granary.jobs.query.QuerySettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** Checks of YARN, its containers, and Hive. */
final class ServiceChecks {
  private static final int PATIENCE_MS = 5_000;
  private static final int MOST_CONTAINERS = 20;
  private static final long CONTAINER_CLOCK_MS = 30_000;

  private ServiceChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(
            "YARN",
            "start the ResourceManager, or correct yarn-site.xml; --execution local runs jobs"
                + " without YARN",
            ServiceChecks::yarn),
        new Check(
            "Hive",
            "start HiveServer2, or correct hive.url in conf/granary.yaml; commits go on without it",
            ServiceChecks::hive));
  }

  static Check containers() {
    return new Check(
        "containers",
        "look at the job's logs (granary job list); Java 17 or newer has to be JAVA_HOME on each"
            + " node",
        ServiceChecks::containers);
  }

  private static boolean usesYarn(Session session) {
    return session.execution() == Execution.YARN;
  }

  private static List<Finding> yarn(Session session) {
    if (!usesYarn(session)) {
      return List.of(Finding.ok("YARN is not used: jobs run in the command's process"));
    }
    List<Finding> findings = new ArrayList<>();
    List<NodeStatus> nodes = session.yarnJobs().nodes();
    List<NodeStatus> running = running(nodes);
    if (running.isEmpty()) {
      findings.add(Finding.error("no NodeManager runs", "start NodeManagers; see their logs"));
    } else {
      findings.add(
          Finding.ok(
              "the ResourceManager answers; "
                  + Amounts.of(running.size(), "NodeManager")
                  + " running"));
    }
    nodes.stream()
        .filter(node -> !node.state().equals("running"))
        .forEach(
            node ->
                findings.add(
                    Finding.warning(
                        "the NodeManager of " + node.host() + " is " + node.state(),
                        "look at its log; a full local disk makes it unhealthy")));
    int wanted = QuerySettings.from(session.settings()).finalTask().memoryMib();
    int largest = running.stream().mapToInt(NodeStatus::memoryMib).max().orElse(0);
    if (!running.isEmpty() && largest < wanted) {
      findings.add(
          Finding.error(
              "no node has the " + wanted + " MiB of " + QuerySettings.FINAL_MEMORY.key(),
              "set it to at most " + largest + "MiB, or give YARN more memory"));
    }
    findings.add(clock(session));
    return findings;
  }

  private static List<NodeStatus> running(List<NodeStatus> nodes) {
    return nodes.stream().filter(node -> node.state().equals("running")).toList();
  }

  /** The web server's Date header has the ResourceManager's clock, in whole seconds. */
  private static Finding clock(Session session) {
    Configuration hadoop = session.hadoop();
    String host = hadoop.getTrimmed("yarn.resourcemanager.hostname", "localhost");
    String address = hadoop.getTrimmed("yarn.resourcemanager.webapp.address", host + ":8088");
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://" + address + "/ws/v1/cluster/info").toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MS);
      connection.setReadTimeout(PATIENCE_MS);
      connection.setRequestMethod("HEAD");
      long before = session.clock().millis();
      long time = connection.getDate();
      long after = session.clock().millis();
      connection.disconnect();
      if (time > 0) {
        return Clocks.finding(
            "the ResourceManager", time + 500 - (before + after) / 2, (after - before) / 2 + 501);
      }
      return Finding.ok("the ResourceManager's clock is not known: its web page tells no time");
    } catch (IOException | IllegalArgumentException e) {
      return Finding.warning(
          "the ResourceManager's web page does not answer: "
              + e.getMessage()
              + " ("
              + address
              + ")",
          "correct yarn.resourcemanager.webapp.address, if people are to look at it");
    }
  }

  private static List<Finding> hive(Session session) {
    if (HiveSettings.from(session.settings()).url().isEmpty()) {
      return List.of(Finding.ok("Hive is not used"));
    }
    session
        .hive()
        .query(
            "SELECT 1",
            new HiveRows() {
              @Override
              public void columns(List<String> names) {}

              @Override
              public void row(List<@Nullable Object> values) {}
            });
    return List.of(Finding.ok("HiveServer2 answers"));
  }

  private static List<Finding> containers(Session session) throws InterruptedException {
    if (!usesYarn(session)) {
      return List.of();
    }
    List<String> hosts =
        running(session.yarnJobs().nodes()).stream()
            .sorted(Comparator.comparing(NodeStatus::score).reversed())
            .map(NodeStatus::host)
            .distinct()
            .limit(MOST_CONTAINERS)
            .toList();
    if (hosts.isEmpty()) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    for (NodeCheck check : NodeCheckJob.run(session.jobs(), hosts, session.progress())) {
      String where = "in a container on " + check.host();
      findings.add(
          SoftwareChecks.java(check.javaFeature(), "Java " + check.java() + " runs " + where));
      findings.addAll(SoftwareChecks.libraries(check.libraries(), where));
      findings.add(
          SoftwareChecks.room(
              check.freeBytes(),
              "the local directory of " + check.host(),
              "free some space in yarn.nodemanager.local-dirs of that node"));
      findings.add(
          Clocks.finding(
              check.host(), check.timeMs() - session.clock().millis(), CONTAINER_CLOCK_MS));
    }
    return findings;
  }
}
