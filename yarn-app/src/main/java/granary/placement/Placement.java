package granary.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses the node for an executor. It reads nothing but its arguments, so the same call serves the
 * application master and a simulation. Choosing at random among the best few keeps several jobs,
 * which all see the same measurements, from going to the same idle node ("the power of two
 * choices", Mitzenmacher 2001).
 */
public final class Placement {
  private static final Comparator<NodeScore> BEST_FIRST =
      Comparator.comparingDouble(NodeScore::value)
          .reversed()
          .thenComparing(score -> score.node().host());

  private final PlacementPolicy policy;

  public Placement(PlacementPolicy policy) {
    this.policy = policy;
  }

  /** Decides for one request over one snapshot of the nodes. */
  public Decision decide(List<NodeView> nodes, PlacementRequest request, RandomGenerator random) {
    if (nodes.isEmpty()) {
      return new Decision.Wait("no node is running");
    }
    List<NodeView> usable = usable(nodes);
    BusyNodes busy = BusyNodes.among(nodes, policy);
    List<NodeScore> fitting = new ArrayList<>();
    for (NodeView node : usable) {
      if (fits(node, request) && !request.avoidedHosts().contains(node.host())) {
        fitting.add(NodeScore.of(node, request.preferredHosts().contains(node.host())));
      }
    }
    if (fitting.isEmpty()) {
      return new Decision.Wait("no node has " + request.memoryMib() + " MiB free");
    }
    List<NodeScore> calm = new ArrayList<>(fitting);
    calm.removeIf(score -> busy.contains(score.node()));
    List<NodeScore> pool = calm.isEmpty() ? fitting : calm;
    List<NodeScore> local = pool.stream().filter(NodeScore::local).toList();
    if (local.isEmpty()
        && !request.preferredHosts().isEmpty()
        && request.waited().compareTo(policy.localityWait()) < 0
        && couldBeLocal(usable, request, busy)) {
      return new Decision.Wait("waiting for a node with a replica");
    }
    return choose(local.isEmpty() ? pool : local, nodes, busy, random);
  }

  /** Nodes that keep failing are left out, unless that would leave none. */
  private List<NodeView> usable(List<NodeView> nodes) {
    List<NodeView> good =
        nodes.stream().filter(node -> node.failures() < policy.excludingFailures()).toList();
    return good.isEmpty() ? nodes : good;
  }

  private static boolean fits(NodeView node, PlacementRequest request) {
    return node.freeMemoryMib() >= request.memoryMib() && node.freeVcores() >= request.vcores();
  }

  private static boolean couldBeLocal(
      List<NodeView> usable, PlacementRequest request, BusyNodes busy) {
    return usable.stream()
        .anyMatch(
            node ->
                request.preferredHosts().contains(node.host())
                    && !request.avoidedHosts().contains(node.host())
                    && !busy.contains(node));
  }

  private Decision choose(
      List<NodeScore> pool, List<NodeView> all, BusyNodes busy, RandomGenerator random) {
    List<NodeScore> best = pool.stream().sorted(BEST_FIRST).limit(policy.candidates()).toList();
    double floor = best.get(0).value() - policy.closeness();
    List<NodeScore> close = best.stream().filter(score -> score.value() >= floor).toList();
    NodeScore chosen = close.get(random.nextInt(close.size()));
    String reason =
        chosen.node().host()
            + ": score "
            + chosen.text()
            + ": "
            + chosen.description()
            + passedOver(chosen, all, busy);
    return new Decision.Chosen(chosen.node().host(), chosen.value(), reason);
  }

  /** Names up to three other nodes, the most telling first: busy ones, failing ones. */
  private String passedOver(NodeScore chosen, List<NodeView> all, BusyNodes busy) {
    StringBuilder text = new StringBuilder();
    all.stream()
        .filter(node -> !node.host().equals(chosen.node().host()))
        .sorted(
            Comparator.comparingDouble(
                    (NodeView node) -> (busy.contains(node) ? 1 : 0) + node.cpu() + node.failures())
                .reversed())
        .limit(3)
        .forEach(node -> text.append("; ").append(node.host()).append(why(node, busy)));
    return text.toString();
  }

  private String why(NodeView node, BusyNodes busy) {
    if (node.failures() >= policy.excludingFailures()) {
      return " passed over: " + Math.round(node.failures()) + " recent failures";
    }
    return busy.reason(node).map(reason -> " passed over: " + reason).orElseGet(() -> score(node));
  }

  private static String score(NodeView node) {
    return " had score "
        + NodeScore.of(node, false).text()
        + ": cpu "
        + NodeScore.percent(node.cpu());
  }
}
