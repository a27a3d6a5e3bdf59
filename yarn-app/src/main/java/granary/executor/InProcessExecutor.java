package granary.executor;

import granary.job.JobId;
import granary.rpc.ExecutorProtocol;
import granary.settings.Settings;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An executor on a thread of the application master's own process, for jobs that are not worth
 * containers. To the master it is one like any other: when its thread ends without a word, its
 * heartbeats end too and its tasks go elsewhere.
 */
public final class InProcessExecutor {
  private static final Logger LOG = LoggerFactory.getLogger(InProcessExecutor.class);

  private InProcessExecutor() {}

  /**
   * Begins to ask for tasks.
   *
   * @param id the container that the process runs in
   */
  public static void start(
      String id, JobId job, Configuration hadoop, Settings settings, ExecutorProtocol master)
      throws IOException {
    TaskLoop loop = new TaskLoop(id, master, ExecutorMain.environment(job, hadoop, settings));
    Thread thread =
        new Thread(
            () -> {
              try {
                loop.run();
              } catch (IOException e) {
                LOG.error("The executor in this process ends", e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "tasks");
    thread.setDaemon(true);
    thread.start();
  }
}
