package granary.yarn;

import java.util.List;

/** What a cluster tells the application master, from threads of the cluster's. */
public interface ClusterEvents {
  void granted(GrantedContainer container);

  /** A container ended, by itself or with its node. */
  void ended(String container, int exitStatus, String diagnostics);

  /** A container's program could not be started. */
  void launchFailed(String container, String reason);

  /** All nodes that run, measured again. */
  void nodes(List<NodeReading> nodes);

  /** YARN wants the application master to end: the job was killed, or YARN knows it no more. */
  void shutdown(String reason);
}
