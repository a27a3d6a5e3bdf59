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
  private static final long TURN_MS = 5_000;
  private static final int TURNS = 4;

  @Override
  public String run(TaskContext context) throws InterruptedException {
    String[] words = context.payload().split(" ", -1);
    long millis = Long.parseLong(words[1]);
    if (words[0].equals("burn")) {
      burn(millis);
    } else {
      pause(millis);
    }
    return System.getenv("CONTAINER_ID");
  }

  /** With more and more threads: they get the most of a machine also where others want it too. */
  private static void burn(long millis) throws InterruptedException {
    int processors = Runtime.getRuntime().availableProcessors();
    for (int turn = 0; turn < TURNS; turn++) {
      for (int i = 0; i < processors; i++) {
        startBurning();
      }
      pause(TURN_MS);
    }
    pause(Math.max(0, millis - TURNS * TURN_MS));
  }

  private static void pause(long millis) throws InterruptedException {
    if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nothing counts this down");
    }
  }

  /** Until the process ends. */
  private static void startBurning() {
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
