package granary.yarn;

/**
 * What the application master needs from a cluster. The calls return at once; what comes of them
 * arrives as {@link ClusterEvents}.
 */
public interface ContainerCluster {
  /** Asks for a container. */
  void request(ContainerWish wish);

  /** Takes a wish back; a container that was granted meanwhile still arrives. */
  void withdraw(ContainerWish wish);

  /** Starts an executor in a container. */
  void launch(GrantedContainer container, int heapMib);

  /** Gives a container back; what runs in it is killed. */
  void release(String container);
}
