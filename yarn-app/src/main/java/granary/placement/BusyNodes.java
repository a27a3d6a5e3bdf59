package granary.placement;

import java.util.List;
import java.util.Optional;

/**
 * Which nodes others load so much that work should go elsewhere while there is room. A node is busy
 * by its processor's use, or because containers that are not ours use far more of it than on the
 * median node: where one machine carries several nodes, the first says the same of all of them and
 * only the second tells them apart. An immutable value.
 */
public final class BusyNodes {
  private final PlacementPolicy policy;
  private final double median;

  private BusyNodes(PlacementPolicy policy, double median) {
    this.policy = policy;
    this.median = median;
  }

  /** Judges by these nodes together. */
  public static BusyNodes among(List<NodeView> nodes, PlacementPolicy policy) {
    double[] sorted = nodes.stream().mapToDouble(NodeView::containersCpu).sorted().toArray();
    // Of an even number the lower one, so that of two nodes the calm one is the measure.
    return new BusyNodes(policy, sorted.length == 0 ? 0 : sorted[(sorted.length - 1) / 2]);
  }

  /** Whether work should pass this node over. */
  public boolean contains(NodeView node) {
    return reason(node).isPresent();
  }

  /** Why the node is busy, {@code cpu 97%}; empty if it is not. */
  public Optional<String> reason(NodeView node) {
    if (node.cpu() >= policy.busyCpu()) {
      return Optional.of("cpu " + NodeScore.percent(node.cpu()));
    }
    if (node.containersCpu() - median >= policy.busyMargin()) {
      return Optional.of(
          "containers use cpu "
              + NodeScore.percent(node.containersCpu())
              + ", on the median node "
              + NodeScore.percent(median));
    }
    return Optional.empty();
  }
}
