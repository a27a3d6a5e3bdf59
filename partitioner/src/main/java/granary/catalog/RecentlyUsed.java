package granary.catalog;

import java.util.LinkedHashMap;
import java.util.Map;

/** The values of those keys that were used last. Not thread-safe. */
public final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1L;

  private final int most;

  /** An empty map of at most so many values. */
  public RecentlyUsed(int most) {
    super(most, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
