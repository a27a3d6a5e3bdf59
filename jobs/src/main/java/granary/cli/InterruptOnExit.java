package granary.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * When the JVM is told to end (Control-C, kill), interrupts the command's thread and waits until it
 * has cleaned up behind itself, before Hadoop closes its file systems.
 */
final class InterruptOnExit implements AutoCloseable {
  /** Above the file systems' own hook, whose priority is 10: the highest runs first. */
  private static final int PRIORITY = 50;

  private static final int WAIT_SECONDS = 15;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private final AtomicBoolean requested = new AtomicBoolean();
  private final Runnable hook = this::interrupt;

  private InterruptOnExit(Thread thread) {
    this.thread = thread;
  }

  static InterruptOnExit ofThisThread() {
    InterruptOnExit hook = new InterruptOnExit(Thread.currentThread());
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get()
          .addShutdownHook(hook.hook, PRIORITY, WAIT_SECONDS, TimeUnit.SECONDS);
    }
    return hook;
  }

  /** Whether the JVM was told to end. */
  boolean requested() {
    return requested.get();
  }

  @Override
  public void close() {
    ended.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }

  private void interrupt() {
    if (ended.getCount() == 0) {
      return;
    }
    requested.set(true);
    thread.interrupt();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
