package granary.master;

import granary.executor.ExecutorMain;
import granary.executor.InProcessExecutor;
import granary.executor.ProcessLoad;
import granary.job.JobDirectories;
import granary.job.JobId;
import granary.journal.HdfsJournal;
import granary.journal.JobFiles;
import granary.journal.JobHistory;
import granary.journal.JobState;
import granary.journal.StoredJob;
import granary.rpc.Endpoints;
import granary.rpc.ExecutorTokenIdentifier;
import granary.rpc.ExecutorTokens;
import granary.rpc.JobStatus;
import granary.settings.Settings;
import granary.yarn.ContainerConfiguration;
import granary.yarn.ContainerVariables;
import granary.yarn.GrantedContainer;
import granary.yarn.LaunchPlan;
import granary.yarn.YarnContainers;
import granary.yarn.YarnSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.ipc.RPC;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.security.token.Token;
import org.apache.hadoop.security.token.TokenIdentifier;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.security.AMRMTokenIdentifier;
import org.apache.hadoop.yarn.security.client.ClientToAMTokenSecretManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs in the application master's container: wires one job and waits for its end. */
public final class MasterMain {
  private static final Logger LOG = LoggerFactory.getLogger(MasterMain.class);

  private final Configuration hadoop;
  private final Settings settings;
  private final JobId id;
  private final String host;
  private final ContainerId container;
  private final JobFiles files;
  private final StoredJob job;

  private MasterMain() throws IOException {
    this.hadoop = ContainerConfiguration.load();
    UserGroupInformation.setConfiguration(hadoop);
    this.settings = ContainerConfiguration.settings(hadoop);
    this.id = new JobId(ContainerVariables.GRANARY_JOB.value());
    this.host = ContainerVariables.NM_HOST.value();
    this.container = ContainerId.fromString(ContainerVariables.CONTAINER_ID.value());
    JobDirectories directories = JobDirectories.of(settings, hadoop);
    FileSystem fileSystem = directories.jobs().getFileSystem(hadoop);
    this.files = new JobFiles(fileSystem, directories);
    this.job =
        files
            .stored(id)
            .orElseThrow(() -> new IOException("Cannot run job " + id + ": it is not stored"));
  }

  /** Started by YARN, without arguments. */
  @SuppressWarnings("SystemExitOutsideMain")
  public static void main(String[] arguments) {
    int exitCode;
    try {
      exitCode = new MasterMain().run();
    } catch (IOException | YarnException | InterruptedException | RuntimeException e) {
      LOG.error("The application master ends", e);
      exitCode = 1;
    }
    System.exit(exitCode);
  }

  private int run() throws IOException, YarnException, InterruptedException {
    ApplicationAttemptId attempt = container.getApplicationAttemptId();
    JobHistory earlier = new JobHistory(job, files.journal(id));
    CompletableFuture<IOException> journalFailure = new CompletableFuture<>();
    HdfsJournal journal =
        HdfsJournal.create(files, id, attempt.getAttemptId(), journalFailure::complete);
    LateCluster cluster = new LateCluster();
    MasterLoop master =
        new MasterLoop(
            post ->
                jobMaster(
                    cluster,
                    journal,
                    new JobMasterSurroundings(
                        InstantSource.system(), post, attempt.toString().hashCode())));
    var unused =
        journalFailure.thenAccept(
            failure -> master.shutdown("its journal cannot be written: " + failure));
    ExecutorTokens tokens = new ExecutorTokens();
    RPC.Server executors = Endpoints.serveExecutors(hadoop, host, master, tokens);
    InetSocketAddress address = executors.getListenerAddress();
    YarnContainers yarn =
        new YarnContainers(
            hadoop, executorCredentials(tokens), heapMib -> executorPlan(heapMib, address), master);
    cluster.set(yarn);
    RPC.Server clients = null;
    try {
      clients = serveClients(master, attempt, yarn);
      JobStatus status = drive(master, identity(attempt), earlier);
      journal.finish();
      master.awaitClient(1500);
      removeExchange(status.state());
      yarn.unregister(status.state() == JobState.SUCCEEDED, String.valueOf(status.failure()));
      return 0;
    } finally {
      master.close();
      executors.stop();
      if (clients != null) {
        clients.stop();
      }
      yarn.close();
    }
  }

  /** Runs the job to its end. */
  private JobStatus drive(MasterLoop master, MasterIdentity identity, JobHistory earlier)
      throws IOException, InterruptedException {
    master.with(each -> each.start(identity, earlier));
    runTasksHere(master, identity);
    master.startTicking();
    return master.awaitEnd();
  }

  private JobMaster jobMaster(
      LateCluster cluster, HdfsJournal journal, JobMasterSurroundings surroundings) {
    return new JobMaster(job, policy(YarnSettings.from(settings)), cluster, journal, surroundings);
  }

  private MasterIdentity identity(ApplicationAttemptId attempt) {
    return new MasterIdentity(
        attempt.getAttemptId(),
        attempt.getApplicationId().toString(),
        host,
        ProcessLoad.startedMs());
  }

  /**
   * Nobody reads what a failed job's tasks wrote for each other; of another its result's reader.
   */
  private void removeExchange(JobState state) {
    try {
      if (state == JobState.SUCCEEDED) {
        files.removeEmptyExchange(id);
      } else {
        files.removeExchange(id);
      }
    } catch (IOException e) {
      // The job has ended as it did; a later job's sweep finds what is left.
      LOG.warn("Cannot remove the exchange files of job {}", id, e);
    }
  }

  /** A small job runs here, unless an application master has died of it already. */
  private void runTasksHere(MasterLoop master, MasterIdentity identity) throws IOException {
    MasterSize size = MasterSize.of(job.spec(), YarnSettings.from(settings));
    if (size.tasks().isEmpty() || identity.attempt() > 1) {
      return;
    }
    String nodeHttp = host + ":" + ContainerVariables.NM_HTTP_PORT.value();
    GrantedContainer here =
        new GrantedContainer(container.toString(), 0, host, nodeHttp, size.memoryMib());
    master.with(each -> each.runTasksHere(here, size.tasks().get()));
    InProcessExecutor.start(here.id(), id, hadoop, settings, master);
  }

  /**
   * The secret of client tokens comes with the registration, which needs the port: so the server is
   * up before its secret is known, and lets nobody in until then.
   */
  private RPC.Server serveClients(
      MasterLoop master, ApplicationAttemptId attempt, YarnContainers yarn)
      throws IOException, YarnException {
    ClientToAMTokenSecretManager secrets =
        UserGroupInformation.isSecurityEnabled()
            ? new ClientToAMTokenSecretManager(attempt, null)
            : null;
    RPC.Server clients = Endpoints.serveClients(hadoop, host, master, secrets);
    byte[] secret = yarn.register(host, clients.getListenerAddress().getPort());
    if (secrets != null) {
      secrets.setMasterKey(secret);
    }
    return clients;
  }

  private static MasterPolicy policy(YarnSettings yarn) {
    return new MasterPolicy(
        yarn.maxExecutors(),
        yarn.maxAttempts(),
        yarn.localityWait(),
        yarn.placementWait(),
        yarn.heartbeatTimeout(),
        Duration.ofSeconds(60).plus(yarn.heartbeatTimeout()),
        yarn.idleTimeout(),
        yarn.busyWait());
  }

  /** What the application master may do but speak to the ResourceManager as its master. */
  private Credentials executorCredentials(ExecutorTokens tokens) throws IOException {
    Credentials credentials = new Credentials();
    for (Token<? extends TokenIdentifier> token :
        UserGroupInformation.getCurrentUser().getCredentials().getAllTokens()) {
      if (!AMRMTokenIdentifier.KIND_NAME.equals(token.getKind())) {
        credentials.addToken(token.getService(), token);
      }
    }
    Token<ExecutorTokenIdentifier> token =
        new Token<>(new ExecutorTokenIdentifier(id.value()), tokens);
    credentials.addToken(token.getKind(), token);
    return credentials;
  }

  private LaunchPlan executorPlan(int heapMib, InetSocketAddress address) {
    Map<String, String> environment = new HashMap<>();
    environment.put(ContainerVariables.GRANARY_JOB.name(), id.value());
    environment.put(ContainerVariables.GRANARY_MASTER.name(), host + ":" + address.getPort());
    if (!UserGroupInformation.isSecurityEnabled()) {
      environment.put("HADOOP_USER_NAME", job.user());
    }
    List<String> options = YarnSettings.from(settings).javaOptions();
    return new LaunchPlan(ExecutorMain.class.getName(), heapMib, options, job.code(), environment);
  }
}
