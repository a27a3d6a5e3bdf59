package granary.cluster;

import granary.failure.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A point in time until which something is waited for. */
final class Deadline {
  private static final long INTERVAL_MS = 150;

  private final long endNanos;

  private Deadline(long endNanos) {
    this.endNanos = endNanos;
  }

  static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  boolean passed() {
    return System.nanoTime() - endNanos >= 0;
  }

  /** Asks again and again until the answer is yes; false when the deadline passed before. */
  boolean await(BooleanSupplier condition) {
    CountDownLatch never = new CountDownLatch(1);
    while (!condition.getAsBoolean()) {
      if (passed()) {
        return false;
      }
      try {
        never.await(INTERVAL_MS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnavailableException("Cannot wait for the cluster: interrupted", e);
      }
    }
    return true;
  }
}
