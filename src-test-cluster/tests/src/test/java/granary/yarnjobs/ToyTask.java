package granary.yarnjobs;

import granary.job.Task;
import granary.job.TaskContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes as long as its payload says, in milliseconds: {@code wait 500}, or {@code burn 60000},
 * which keeps all of the machine's processors at work. Its result is its container.
 */
public final class ToyTask implements Task {
  /** Threads for each processor: the burning task has most of them also while others start. */
  private static final int CROWD = 2;

  @Override
  public String run(TaskContext context) throws InterruptedException {
    String[] words = context.payload().split(" ", -1);
    long millis = Long.parseLong(words[1]);
    if (words[0].equals("burn")) {
      for (int i = 0; i < CROWD * Runtime.getRuntime().availableProcessors(); i++) {
        burn();
      }
    }
    if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nothing counts this down");
    }
    return System.getenv("CONTAINER_ID");
  }

  /** Until the process ends. */
  private static void burn() {
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                Thread.onSpinWait();
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
