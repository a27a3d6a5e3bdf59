package granary.coordination;

import granary.failure.UnavailableException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Is told once: of the next change of what was read with it, or of the loss of the connection. */
public final class Watch {
  private final CountDownLatch told = new CountDownLatch(1);

  /** Ends the wait. */
  public void tell() {
    told.countDown();
  }

  /**
   * Waits until it is told or the time is over; whoever waited reads again.
   *
   * @throws UnavailableException if the thread is interrupted
   */
  public void await(long nanos) {
    try {
      boolean ignored = told.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("Cannot wait for others: interrupted", e);
    }
  }
}
