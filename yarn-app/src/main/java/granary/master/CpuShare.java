package granary.master;

import java.time.Duration;
import java.time.Instant;

/**
 * A process's use of its machine, as it was at its highest in the last seconds: what YARN measures
 * of its container is as old. Not thread-safe: the event loop owns it.
 */
final class CpuShare {
  private static final Duration WINDOW = Duration.ofSeconds(3);

  private double highest;
  private double latest;
  private Instant highestAt = Instant.EPOCH;

  void add(double share, Instant now) {
    latest = share;
    if (share >= highest || passed(now)) {
      highest = share;
      highestAt = now;
    }
  }

  double lately(Instant now) {
    return passed(now) ? latest : highest;
  }

  private boolean passed(Instant now) {
    return Duration.between(highestAt, now).compareTo(WINDOW) > 0;
  }
}
