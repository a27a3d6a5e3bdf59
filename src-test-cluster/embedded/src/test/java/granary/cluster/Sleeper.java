package granary.cluster;

import java.util.concurrent.CountDownLatch;

/** A program that runs until it is ended, or fails at once when it is told to. */
final class Sleeper {
  private Sleeper() {}

  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length > 0) {
      throw new IllegalStateException("as I was told");
    }
    new CountDownLatch(1).await();
  }
}
