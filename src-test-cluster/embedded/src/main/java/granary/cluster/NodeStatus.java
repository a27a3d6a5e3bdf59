package granary.cluster;

/**
 * One node of the cluster as its masters see it.
 *
 * @param node its number, from 1
 * @param host its loopback address
 * @param state whether it can be used
 * @param containers the containers that run on it
 * @param dataNode whether its DataNode's process runs and the NameNode knows it as live
 * @param nodeManager whether its NodeManager's process runs and the ResourceManager uses it
 */
public record NodeStatus(
    int node, String host, State state, int containers, boolean dataNode, boolean nodeManager) {
  /** Whether a node can be used. */
  public enum State {
    /** Both its daemons run and are known to the masters. */
    RUNNING,
    /** One of its daemons runs, or a master does not know it yet. */
    DEGRADED,
    /** None of its daemons runs. */
    DOWN
  }
}
