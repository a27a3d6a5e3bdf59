package granary.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How good a node is, from 0 to 1, and why.
 *
 * @param node the node
 * @param local whether it holds a replica of the input
 * @param value the score
 */
public record NodeScore(NodeView node, boolean local, double value) {
  /**
   * Weighs one node. Processor use weighs most, since tasks are bound by it: half by the machine's,
   * which tells of all that runs there, half by the containers', which tells nodes apart that share
   * a machine.
   */
  public static NodeScore of(NodeView node, boolean local) {
    double cores = Math.max(1, node.vcores());
    double load = Math.min(1, node.cpu() + 0.5 * node.justPlaced() / cores);
    double crowd = Math.min(1, node.executors() / cores);
    double value =
        0.3 * (1 - load)
            + 0.3 * (1 - Math.min(1, node.containersCpu()))
            + 0.1 * (1 - Math.min(1, node.memory()))
            + 0.15 * (1 - crowd)
            + (local ? 0.15 : 0);
    value -= 0.15 * Math.min(3, node.failures());
    value -= 0.1 * Math.max(0, Math.min(3, node.slowdown() - 1));
    return new NodeScore(node, local, Math.max(0, Math.min(1, value)));
  }

  /** {@code cpu 12%, local replica, 1 executor of ours, 0 just placed}. */
  String description() {
    List<String> parts = new ArrayList<>();
    parts.add("cpu " + percent(node.cpu()));
    parts.add("memory " + percent(node.memory()));
    if (local) {
      parts.add("local replica");
    }
    parts.add(node.executors() + (node.executors() == 1 ? " executor" : " executors") + " of ours");
    parts.add(node.justPlaced() + " just placed");
    if (node.failures() >= 0.5) {
      parts.add(Math.round(node.failures()) + " recent failures");
    }
    if (node.slowdown() >= 1.5) {
      parts.add(String.format(Locale.ROOT, "%.1f times slower than the rest", node.slowdown()));
    }
    return String.join(", ", parts);
  }

  String text() {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String percent(double fraction) {
    return Math.round(100 * fraction) + "%";
  }
}
