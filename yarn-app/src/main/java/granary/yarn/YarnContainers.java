package granary.yarn;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterResponse;
import org.apache.hadoop.yarn.api.records.Container;
import org.apache.hadoop.yarn.api.records.ContainerStatus;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.Priority;
import org.apache.hadoop.yarn.api.records.Resource;
import org.apache.hadoop.yarn.api.records.UpdatedContainer;
import org.apache.hadoop.yarn.client.api.AMRMClient.ContainerRequest;
import org.apache.hadoop.yarn.client.api.NMClient;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.client.api.async.AMRMClientAsync;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Containers from YARN. Runs in the application master. Thread-safe. */
public final class YarnContainers implements ContainerCluster, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(YarnContainers.class);
  private static final int HEARTBEAT_MS = 200;
  // A request for one node and one for any may not share a priority.
  private static final int ON_ONE_NODE = 10;
  private static final int ANYWHERE = 20;

  private final Configuration hadoop;
  private final Credentials credentials;
  private final IntFunction<LaunchPlan> plans;
  private final ClusterEvents events;
  private final AMRMClientAsync<ContainerRequest> resourceManager;
  private final NMClient nodeManagers = NMClient.createNMClient();
  private final YarnClient reports = YarnClient.createYarnClient();
  private final Map<Long, ContainerRequest> requests = new ConcurrentHashMap<>();
  private final Map<String, Container> containers = new ConcurrentHashMap<>();
  private final ExecutorService launches = Executors.newFixedThreadPool(4, daemon("launch"));
  private final ScheduledExecutorService polls =
      Executors.newSingleThreadScheduledExecutor(daemon("nodes"));

  /**
   * Connects nothing yet.
   *
   * @param credentials what executors get
   * @param plans what runs in an executor's container, by heap
   */
  public YarnContainers(
      Configuration hadoop,
      Credentials credentials,
      IntFunction<LaunchPlan> plans,
      ClusterEvents events) {
    this.hadoop = hadoop;
    this.credentials = credentials;
    this.plans = plans;
    this.events = events;
    this.resourceManager = AMRMClientAsync.createAMRMClientAsync(HEARTBEAT_MS, new Callbacks());
  }

  private static java.util.concurrent.ThreadFactory daemon(String name) {
    return runnable -> {
      Thread thread = new Thread(runnable, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Registers with the ResourceManager and begins to poll the nodes.
   *
   * @return the secret with which client-to-AM tokens are checked; empty without security
   */
  public byte[] register(String host, int clientPort) throws IOException, YarnException {
    resourceManager.init(hadoop);
    resourceManager.start();
    nodeManagers.init(hadoop);
    nodeManagers.cleanupRunningContainersOnStop(false);
    nodeManagers.start();
    reports.init(hadoop);
    reports.start();
    RegisterApplicationMasterResponse response =
        resourceManager.registerApplicationMaster(host, clientPort, "");
    events.nodes(NodeReadings.running(reports));
    var unused = polls.scheduleWithFixedDelay(this::poll, 500, 1000, TimeUnit.MILLISECONDS);
    var key = response.getClientToAMTokenMasterKey();
    if (key == null) {
      return new byte[0];
    }
    byte[] bytes = new byte[key.remaining()];
    key.duplicate().get(bytes);
    return bytes;
  }

  private void poll() {
    try {
      events.nodes(NodeReadings.running(reports));
    } catch (IOException | YarnException | RuntimeException e) {
      // The last reading stands until the ResourceManager answers again.
      LOG.warn("Cannot read the nodes' load", e);
    }
  }

  @Override
  public void request(ContainerWish wish) {
    String[] nodes = wish.host() == null ? null : new String[] {wish.host()};
    ContainerRequest request =
        ContainerRequest.newBuilder()
            .capability(Resource.newInstance(wish.memoryMib(), wish.vcores()))
            .nodes(nodes)
            .priority(Priority.newInstance(wish.host() == null ? ANYWHERE : ON_ONE_NODE))
            .allocationRequestId(wish.id())
            .relaxLocality(wish.host() == null)
            .build();
    requests.put(wish.id(), request);
    resourceManager.addContainerRequest(request);
  }

  @Override
  public void withdraw(ContainerWish wish) {
    ContainerRequest request = requests.remove(wish.id());
    if (request != null) {
      resourceManager.removeContainerRequest(request);
    }
  }

  @Override
  public void launch(GrantedContainer granted, int heapMib) {
    launches.execute(
        () -> {
          Container container = containers.get(granted.id());
          if (container == null) {
            return;
          }
          try {
            nodeManagers.startContainer(
                container, plans.apply(heapMib).context(hadoop, credentials));
          } catch (IOException | YarnException | RuntimeException e) {
            LOG.warn("Cannot start container {}", granted.id(), e);
            events.launchFailed(granted.id(), String.valueOf(e.getMessage()));
          }
        });
  }

  @Override
  public void release(String id) {
    Container container = containers.remove(id);
    if (container != null) {
      resourceManager.releaseAssignedContainer(container.getId());
    }
  }

  /** Says goodbye to the ResourceManager; it ends the containers that still run. */
  public void unregister(boolean succeeded, String message) throws IOException, YarnException {
    resourceManager.unregisterApplicationMaster(
        succeeded ? FinalApplicationStatus.SUCCEEDED : FinalApplicationStatus.FAILED, message, "");
  }

  @Override
  public void close() {
    polls.shutdownNow();
    launches.shutdownNow();
    resourceManager.stop();
    nodeManagers.stop();
    reports.stop();
  }

  private final class Callbacks extends AMRMClientAsync.AbstractCallbackHandler {
    @Override
    public void onContainersAllocated(List<Container> allocated) {
      for (Container container : allocated) {
        String id = container.getId().toString();
        containers.put(id, container);
        ContainerRequest request = requests.remove(container.getAllocationRequestId());
        if (request != null) {
          resourceManager.removeContainerRequest(request);
        }
        events.granted(
            new GrantedContainer(
                id,
                container.getAllocationRequestId(),
                container.getNodeId().getHost(),
                container.getNodeHttpAddress(),
                (int) container.getResource().getMemorySize()));
      }
    }

    @Override
    public void onContainersCompleted(List<ContainerStatus> statuses) {
      for (ContainerStatus status : statuses) {
        String id = status.getContainerId().toString();
        containers.remove(id);
        events.ended(id, status.getExitStatus(), String.valueOf(status.getDiagnostics()).strip());
      }
    }

    @Override
    public void onContainersUpdated(List<UpdatedContainer> updated) {}

    @Override
    public void onShutdownRequest() {
      events.shutdown("YARN asked the application master to end");
    }

    @Override
    public void onNodesUpdated(List<NodeReport> updated) {
      // They carry no load. Lost nodes are missed in the next poll, and their containers are
      // reported as completed.
    }

    @Override
    public float getProgress() {
      return 0.5f;
    }

    @Override
    public void onError(Throwable failure) {
      LOG.error("The ResourceManager cannot be spoken to", failure);
      events.shutdown("the ResourceManager cannot be spoken to: " + failure.getMessage());
    }
  }
}
