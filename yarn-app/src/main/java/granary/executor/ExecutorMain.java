package granary.executor;

import granary.attempt.AttemptEnvironment;
import granary.job.JobDirectories;
import granary.job.JobId;
import granary.journal.JobFiles;
import granary.rpc.Endpoints;
import granary.rpc.ExecutorProtocol;
import granary.settings.Settings;
import granary.yarn.ContainerConfiguration;
import granary.yarn.ContainerVariables;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.security.UserGroupInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs in an executor's container until the application master sends it home or is gone. */
public final class ExecutorMain {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorMain.class);
  private static final int RPC_TIMEOUT_MS = 10_000;

  private ExecutorMain() {}

  /** Started by the application master, without arguments. */
  @SuppressWarnings("SystemExitOutsideMain")
  public static void main(String[] arguments) {
    int exitCode = 0;
    try {
      run();
    } catch (IOException | InterruptedException | RuntimeException e) {
      LOG.error("The executor ends", e);
      exitCode = 1;
    }
    // Threads that tasks have left behind do not keep the container.
    System.exit(exitCode);
  }

  private static void run() throws IOException, InterruptedException {
    Configuration hadoop = ContainerConfiguration.load();
    UserGroupInformation.setConfiguration(hadoop);
    Settings settings = ContainerConfiguration.settings(hadoop);
    JobId job = new JobId(ContainerVariables.GRANARY_JOB.value());
    AttemptEnvironment environment = environment(job, hadoop, settings);
    InetSocketAddress address =
        NetUtils.createSocketAddr(ContainerVariables.GRANARY_MASTER.value());
    ExecutorProtocol master =
        Endpoints.toMaster(hadoop, address, UserGroupInformation.getCurrentUser(), RPC_TIMEOUT_MS);
    try {
      new TaskLoop(ContainerVariables.CONTAINER_ID.value(), master, environment).run();
    } finally {
      RPC.stopProxy(master);
    }
  }

  /**
   * What tasks in a container of YARN's work with; the container's directory is their local one.
   */
  static AttemptEnvironment environment(JobId job, Configuration hadoop, Settings settings)
      throws IOException {
    JobDirectories directories = JobDirectories.of(settings, hadoop);
    JobFiles files = new JobFiles(directories.jobs().getFileSystem(hadoop), directories);
    Path local = Files.createDirectories(Path.of("attempts").toAbsolutePath());
    return new AttemptEnvironment(
        job, settings, hadoop, directories.exchange(job), local, new InputResults(files, job)::of);
  }
}
