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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /** So long what others used is remembered while executors of ours start there. */
  private static final Duration REMEMBERED = Duration.ofSeconds(15);

  private final Map<String, List<NodeReading>> readings = new HashMap<>();
  private final Map<String, Deque<Placed>> placed = new HashMap<>();
  private final Map<String, Fading> failures = new HashMap<>();
  private final Map<String, Mean> times = new HashMap<>();
  private final Mean allTimes = new Mean();
  private final Map<String, Others> others = new HashMap<>();
  private final CpuShare masterShare = new CpuShare();
  private String masterHost = "";
  private boolean observed;

  /** What others' containers used when that could last be told from what ours use. */
  private record Others(double cpu, Instant at) {}

  private record Placed(Instant at, int memoryMib, int vcores) {}

  /** Takes new measurements, of all nodes that run. */
  void observe(List<NodeReading> nodes) {
    observed = true;
    readings.clear();
    for (NodeReading node : nodes) {
      readings.computeIfAbsent(node.host(), host -> new ArrayList<>()).add(node);
    }
  }

  /** Where the master itself runs: its container's use is ours. */
  void masterOn(String host) {
    masterHost = host;
  }

  void masterUses(double share, Instant now) {
    masterShare.add(share, now);
  }

  boolean observed() {
    return observed;
  }

  /** Whether a node other than these is large enough; true as long as no node is known. */
  boolean offersElsewhere(Set<String> hosts, int memoryMib) {
    return !observed
        || readings.values().stream()
            .flatMap(List::stream)
            .anyMatch(node -> !hosts.contains(node.host()) && node.memoryMib() >= memoryMib);
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
    Set<String> warming = new HashSet<>();
    shares.put(masterHost, masterShare.lately(now));
    for (ExecutorRow executor : executors) {
      counts.merge(executor.host(), 1, Integer::sum);
      shares.merge(executor.host(), executor.cpuShare(now), Double::sum);
      if (executor.warming(now)) {
        warming.add(executor.host());
      }
    }
    List<NodeView> views = new ArrayList<>();
    for (List<NodeReading> onHost : readings.values()) {
      String host = onHost.get(0).host();
      NodeReading reading = onHost.get(0);
      double share = shares.getOrDefault(host, 0.0);
      double othersCpu = othersCpu(reading, share, warming.contains(host), now);
      views.add(view(reading, counts.getOrDefault(host, 0), new Use(share, othersCpu), now));
    }
    return views;
  }

  /** Processor use on a node: ours, and that of others' containers. */
  private record Use(double ours, double othersContainers) {}

  private NodeView view(NodeReading node, int executors, Use use, Instant now) {
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
        cpu(node, use.ours()),
        use.othersContainers(),
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

  /**
   * What containers use that are not ours. While executors of ours start, their own use is not
   * known and would be taken for others': what was known before they came stands so long.
   */
  private double othersCpu(NodeReading node, double ourShare, boolean warming, Instant now) {
    Others known = others.get(node.host());
    if (warming && known != null && Duration.between(known.at(), now).compareTo(REMEMBERED) < 0) {
      return known.cpu();
    }
    double cpu =
        Math.min(
            1, Math.max(0, node.containersCpuVcores() / Math.max(1, node.vcores()) - ourShare));
    if (!warming) {
      others.put(node.host(), new Others(cpu, now));
    }
    return cpu;
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
