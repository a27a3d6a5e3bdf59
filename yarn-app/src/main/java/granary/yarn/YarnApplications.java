package granary.yarn;

import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.yarn.api.records.ApplicationAttemptId;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.ApplicationSubmissionContext;
import org.apache.hadoop.yarn.api.records.ContainerReport;
import org.apache.hadoop.yarn.api.records.ContainerState;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.ClientRMProxy;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.YarnClientApplication;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.util.ConverterUtils;
import org.jspecify.annotations.Nullable;

/** Applications from a client's side. Runs in the client. Thread-safe. */
public final class YarnApplications implements AutoCloseable {
  private static final String TYPE = "GRANARY";

  private final Configuration hadoop;
  private final YarnClient client = YarnClient.createYarnClient();

  public YarnApplications(Configuration hadoop) {
    this.hadoop = bounded(hadoop);
    client.init(this.hadoop);
    client.start();
  }

  /** A ResourceManager that is away is named after some seconds, not after a quarter of an hour. */
  private static Configuration bounded(Configuration hadoop) {
    Configuration copy = new YarnConfiguration(hadoop);
    copy.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, 8_000);
    copy.setInt(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, 1_000);
    copy.setInt("ipc.client.connect.max.retries", 1);
    copy.setInt("ipc.client.connect.retry.interval", 500);
    copy.setInt("ipc.client.connect.max.retries.on.timeouts", 1);
    copy.setInt("ipc.client.connect.timeout", 4_000);
    return copy;
  }

  /**
   * Submits an application.
   *
   * @param memoryMib the master's memory
   * @param credentials gets the ResourceManager's token where Hadoop runs with security
   * @return its ID
   * @throws UnavailableException if the ResourceManager does not answer
   * @throws InvalidRequestException if YARN refuses it
   */
  public String submit(
      String name,
      YarnSettings settings,
      int memoryMib,
      LaunchPlan master,
      Credentials credentials) {
    return call(
        () -> {
          YarnClientApplication application = client.createApplication();
          addResourceManagerToken(credentials);
          ApplicationSubmissionContext context = application.getApplicationSubmissionContext();
          context.setApplicationName(name);
          context.setApplicationType(TYPE);
          context.setQueue(settings.queue());
          context.setPriority(Priority.newInstance(0));
          context.setMaxAppAttempts(settings.masterAttempts());
          context.setKeepContainersAcrossApplicationAttempts(false);
          context.setResource(Resource.newInstance(memoryMib, 1));
          context.setAMContainerSpec(master.context(hadoop, credentials));
          try {
            return client.submitApplication(context).toString();
          } catch (YarnException e) {
            throw new InvalidRequestException(
                "Cannot submit job " + name + ": YARN refused it (" + e.getMessage() + ")", e);
          }
        });
  }

  private void addResourceManagerToken(Credentials credentials) throws IOException, YarnException {
    if (UserGroupInformation.isSecurityEnabled()) {
      var service = ClientRMProxy.getRMDelegationTokenService(hadoop);
      var token =
          client.getRMDelegationToken(
              new org.apache.hadoop.io.Text(
                  UserGroupInformation.getCurrentUser().getShortUserName()));
      credentials.addToken(service, ConverterUtils.convertFromYarn(token, service));
    }
  }

  /** One application; empty if YARN has forgotten it. */
  public Optional<ApplicationView> find(String id) {
    return call(
        () -> {
          try {
            ApplicationReport report = client.getApplicationReport(ApplicationId.fromString(id));
            addClientToken(report);
            return Optional.of(view(report));
          } catch (ApplicationNotFoundException e) {
            return Optional.<ApplicationView>empty();
          }
        });
  }

  /** The token lets this user speak to the master; there is one only with security. */
  private static void addClientToken(ApplicationReport report) throws IOException {
    var token = report.getClientToAMToken();
    if (token != null && report.getHost() != null && report.getRpcPort() > 0) {
      UserGroupInformation.getCurrentUser()
          .addToken(
              ConverterUtils.convertFromYarn(
                  token, new java.net.InetSocketAddress(report.getHost(), report.getRpcPort())));
    }
  }

  /** The latest application of a job; empty if YARN knows none. */
  public Optional<ApplicationView> findJob(String name) {
    return all().stream()
        .filter(application -> application.name().equals(name))
        .reduce((first, second) -> second);
  }

  /** All applications of Granary's that YARN remembers, oldest first. */
  public List<ApplicationView> all() {
    return call(
        () ->
            client.getApplications(Set.of(TYPE), EnumSet.allOf(YarnApplicationState.class)).stream()
                .sorted(java.util.Comparator.comparing(ApplicationReport::getApplicationId))
                .map(YarnApplications::view)
                .toList());
  }

  private static ApplicationView view(ApplicationReport report) {
    ApplicationView.State state =
        switch (report.getYarnApplicationState()) {
          case NEW, NEW_SAVING, SUBMITTED, ACCEPTED -> ApplicationView.State.WAITING;
          case RUNNING -> ApplicationView.State.RUNNING;
          case FINISHED -> ApplicationView.State.FINISHED;
          case FAILED -> ApplicationView.State.FAILED;
          case KILLED -> ApplicationView.State.KILLED;
        };
    @Nullable String diagnostics = report.getDiagnostics();
    return new ApplicationView(
        report.getApplicationId().toString(),
        report.getName(),
        state,
        diagnostics == null ? "" : diagnostics.strip(),
        report.getHost(),
        report.getRpcPort());
  }

  /** Kills an application; harmless when it has ended. */
  public void kill(String id, String reason) {
    call(
        () -> {
          client.killApplication(ApplicationId.fromString(id), reason);
          return id;
        });
  }

  /** How many NodeManagers there are. */
  public int nodeManagers() {
    return call(() -> client.getYarnClusterMetrics().getNumNodeManagers());
  }

  /** All nodes, those that do not run too. */
  public List<NodeReading> nodes() {
    return call(() -> NodeReadings.all(client));
  }

  /** Containers of running jobs by host, their masters not counted. */
  public Map<String, Integer> executorsByHost() {
    return call(
        () -> {
          Map<String, Integer> counts = new HashMap<>();
          for (ApplicationReport report :
              client.getApplications(Set.of(TYPE), EnumSet.of(YarnApplicationState.RUNNING))) {
            count(report.getCurrentApplicationAttemptId(), counts);
          }
          return counts;
        });
  }

  private void count(ApplicationAttemptId attempt, Map<String, Integer> counts)
      throws IOException, YarnException {
    for (ContainerReport container : client.getContainers(attempt)) {
      boolean master = (container.getContainerId().getContainerId() & 0xffffffffffL) == 1;
      if (!master && container.getContainerState() != ContainerState.COMPLETE) {
        counts.merge(container.getAssignedNode().getHost(), 1, Integer::sum);
      }
    }
  }

  private <T> T call(Callable<T> request) {
    try {
      return request.call();
    } catch (granary.failure.GranaryException e) {
      throw e;
    } catch (Exception e) {
      throw new UnavailableException(
          "Cannot reach the ResourceManager at "
              + hadoop.get(YarnConfiguration.RM_ADDRESS, YarnConfiguration.DEFAULT_RM_ADDRESS)
              + ": "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public void close() {
    client.stop();
  }
}
