package granary.placement;

import java.time.Duration;

/**
 * How placement weighs.
 *
 * @param localityWait how long a request waits for a node with a replica
 * @param candidates among how many of the best the choice falls
 * @param closeness how far below the best score a candidate may be
 * @param busyCpu from this processor use on, a node is passed over while another one has room
 * @param busyMargin a node is passed over too if others' containers use so much more of it than of
 *     the median node
 * @param excludingFailures from so many recent failures on, a node is left alone for a time
 */
public record PlacementPolicy(
    Duration localityWait,
    int candidates,
    double closeness,
    double busyCpu,
    double busyMargin,
    double excludingFailures) {
  /** The policy with everything but the wait as it was tuned in the simulations. */
  public static PlacementPolicy withLocalityWait(Duration localityWait) {
    return new PlacementPolicy(localityWait, 3, 0.08, 0.85, 0.25, 3);
  }
}
