package granary.master;

import granary.placement.NodeView;
import granary.yarn.NodeReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the master knows of the nodes: YARN's last measurements, and what it has seen itself since.
 * Not thread-safe: the event loop owns it.
 */
final class NodeBook {
  /** How long a placement is remembered until measurements show it. */
  private static final Duration MEASURED_AFTER = Duration.ofSeconds(3);

  /** A failure counts half after this time. */
  private static final Duration FAILURE_HALF_LIFE = Duration.ofSeconds(60);

  private static final double FADED = 0.05;

  private final Map<String, List<NodeReading>> readings = new HashMap<>();
  private final Map<String, Deque<Placed>> placed = new HashMap<>();
  private final Map<String, Fading> failures = new HashMap<>();
  private final Map<String, Mean> times = new HashMap<>();
  private final Mean allTimes = new Mean();
  private boolean observed;

  private record Placed(Instant at, int memoryMib, int vcores) {}

  /** Takes new measurements, of all nodes that run. */
  void observe(List<NodeReading> nodes) {
    observed = true;
    readings.clear();
    for (NodeReading node : nodes) {
      readings.computeIfAbsent(node.host(), host -> new ArrayList<>()).add(node);
    }
  }

  boolean observed() {
    return observed;
  }

  void placed(String host, int memoryMib, int vcores, Instant now) {
    placed.computeIfAbsent(host, key -> new ArrayDeque<>()).add(new Placed(now, memoryMib, vcores));
  }

  void failed(String host, Instant now) {
    failures.computeIfAbsent(host, key -> new Fading()).add(now);
  }

  void took(String host, Duration time) {
    times.computeIfAbsent(host, key -> new Mean()).add(time);
    allTimes.add(time);
  }

  /** All nodes as placement sees them now. */
  List<NodeView> views(Collection<ExecutorRow> executors, Instant now) {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, Double> shares = new HashMap<>();
    for (ExecutorRow executor : executors) {
      counts.merge(executor.host(), 1, Integer::sum);
      shares.merge(executor.host(), executor.cpuShare(), Double::sum);
    }
    List<NodeView> views = new ArrayList<>();
    for (List<NodeReading> onHost : readings.values()) {
      String host = onHost.get(0).host();
      views.add(
          view(onHost.get(0), counts.getOrDefault(host, 0), shares.getOrDefault(host, 0.0), now));
    }
    return views;
  }

  private NodeView view(NodeReading node, int executors, double ourShare, Instant now) {
    String host = node.host();
    Deque<Placed> recent = placed.getOrDefault(host, new ArrayDeque<>());
    recent.removeIf(each -> Duration.between(each.at(), now).compareTo(MEASURED_AFTER) > 0);
    int recentMemory = recent.stream().mapToInt(Placed::memoryMib).sum();
    int recentVcores = recent.stream().mapToInt(Placed::vcores).sum();
    Fading failed = failures.get(host);
    double recentFailures = failed == null ? 0 : failed.value(now);
    if (failed != null && recentFailures < FADED) {
      failures.remove(host);
    }
    return new NodeView(
        host,
        node.rack(),
        node.memoryMib(),
        node.vcores(),
        node.memoryMib() - node.allocatedMemoryMib() - recentMemory,
        node.vcores() - node.allocatedVcores() - recentVcores,
        cpu(node, ourShare),
        containersCpu(node, ourShare),
        memory(node),
        executors,
        recent.size(),
        recentFailures,
        slowdown(host));
  }

  /**
   * Processor use that is not ours. A machine's use is counted in its cores and containers' in
   * vcores; the larger share counts, since either can hide the other: one machine may carry several
   * NodeManagers, and what runs outside of YARN shows in no container.
   */
  private static double cpu(NodeReading node, double ourShare) {
    double vcores = Math.max(1, node.vcores());
    double machine = Math.max(0, node.nodeCpuCores()) / vcores;
    double containers = Math.max(0, node.containersCpuVcores()) / vcores;
    return Math.min(1, Math.max(0, Math.max(machine, containers) - ourShare));
  }

  private static double containersCpu(NodeReading node, double ourShare) {
    return Math.min(
        1, Math.max(0, node.containersCpuVcores() / Math.max(1, node.vcores()) - ourShare));
  }

  private static double memory(NodeReading node) {
    double offered = Math.max(1, node.memoryMib());
    return Math.min(1, Math.max(0, node.containersMemoryMib()) / offered);
  }

  private double slowdown(String host) {
    Mean here = times.get(host);
    if (here == null || here.count < 3 || allTimes.count < 10 || allTimes.mean() <= 0) {
      return 1;
    }
    return here.mean() / allTimes.mean();
  }

  private static final class Fading {
    private double value;
    private Instant at = Instant.EPOCH;

    void add(Instant now) {
      value = value(now) + 1;
      at = now;
    }

    double value(Instant now) {
      double halves = Duration.between(at, now).toMillis() / (double) FAILURE_HALF_LIFE.toMillis();
      return value * Math.pow(0.5, halves);
    }
  }

  private static final class Mean {
    private double seconds;
    private int count;

    void add(Duration time) {
      seconds += time.toMillis() / 1000.0;
      count++;
    }

    double mean() {
      return seconds / count;
    }
  }
}
