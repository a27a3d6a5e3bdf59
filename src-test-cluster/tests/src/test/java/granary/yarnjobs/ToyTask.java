package granary.yarnjobs;

import granary.job.Task;
import granary.job.TaskContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Takes as long as its payload says, {@code wait 500} or {@code burn 60000}, in milliseconds. */
public final class ToyTask implements Task {
  @Override
  public String run(TaskContext context) throws InterruptedException {
    String[] words = context.payload().split(" ", -1);
    long millis = Long.parseLong(words[1]);
    if (words[0].equals("burn")) {
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      while (System.nanoTime() < end) {
        context.progress(1, 0);
      }
    } else if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException("nothing counts this down");
    }
    return System.getenv("CONTAINER_ID");
  }
}
