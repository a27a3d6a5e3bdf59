package granary.commit;

import java.util.Collection;
import java.util.Map;

/**
 * What has been ingested from one source of a dataset, at one moment.
 *
 * <p>Memory is bounded by what is asked for, not by what was ever ingested.
 */
public interface Positions {
  /** Goes into {@link AppendRequest#positionsVersion}. */
  int version();

  /** The latest ingested state of each of {@code paths} that was ever ingested, by path. */
  Map<String, IngestedInput> find(Collection<String> paths);
}
