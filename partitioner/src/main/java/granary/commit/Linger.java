package granary.commit;

import granary.coordination.Watch;
import java.time.Duration;

/**
 * The wait of whoever has the turn for more commits to take along. Where many write at once, those
 * whose commits have just landed come again while the next are on their way; without the wait the
 * writers would fall into halves that go in turns, and a snapshot costs the same for all as for
 * half. A commit on its own does not wait.
 */
final class Linger {
  /** Well below the time after which another takes the turn over. */
  private static final Duration MOST = Duration.ofMillis(500);

  private Linger() {}

  /** Counts commits. */
  interface Counter {
    /** How many there are; {@code watch} is told of the next change. */
    int count(Watch watch);
  }

  /**
   * Waits until those of the last move are there again, at most as long as it took.
   *
   * @param last the last move of the pointer
   * @param pending counts the commits that could be taken along
   * @param most how many can
   */
  static void await(LandedCommits.Move last, Counter pending, int most) {
    long patience = Math.min(Duration.ofMillis(last.millis()).toNanos(), MOST.toNanos());
    long deadline = System.nanoTime() + patience;
    Watch watch = new Watch();
    int there = pending.count(watch);
    int expected = Math.min(there + last.commits().size(), most);
    while (there > 1 && there < expected && System.nanoTime() < deadline) {
      watch.await(deadline - System.nanoTime());
      watch = new Watch();
      there = pending.count(watch);
    }
  }
}
