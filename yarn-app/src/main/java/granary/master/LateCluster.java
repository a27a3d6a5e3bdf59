package granary.master;

import granary.yarn.ContainerCluster;
import granary.yarn.ContainerWish;
import granary.yarn.GrantedContainer;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a cluster that needs the master's own address before it can be made. Set once, before
 * the master starts.
 */
final class LateCluster implements ContainerCluster {
  private volatile @Nullable ContainerCluster target;

  void set(ContainerCluster cluster) {
    target = cluster;
  }

  private ContainerCluster target() {
    ContainerCluster cluster = target;
    if (cluster == null) {
      throw new IllegalStateException("The cluster is not connected yet");
    }
    return cluster;
  }

  @Override
  public void request(ContainerWish wish) {
    target().request(wish);
  }

  @Override
  public void withdraw(ContainerWish wish) {
    target().withdraw(wish);
  }

  @Override
  public void launch(GrantedContainer container, int heapMib) {
    target().launch(container, heapMib);
  }

  @Override
  public void release(String container) {
    target().release(container);
  }
}
