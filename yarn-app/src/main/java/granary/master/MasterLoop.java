package granary.master;

import granary.executor.ProcessLoad;
import granary.rpc.ClientProtocol;
import granary.rpc.ExecutorOrder;
import granary.rpc.ExecutorProtocol;
import granary.rpc.ExecutorReport;
import granary.rpc.JobStatus;
import granary.rpc.Message;
import granary.rpc.Messages;
import granary.yarn.ClusterEvents;
import granary.yarn.GrantedContainer;
import granary.yarn.NodeReading;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns a {@link JobMaster}: calls from YARN, executors and clients become its
 * events.
 */
final class MasterLoop implements ClusterEvents, ExecutorProtocol, ClientProtocol {
  private static final Logger LOG = LoggerFactory.getLogger(MasterLoop.class);
  private static final int TICK_MS = 100;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(runnable -> new Thread(runnable, "master"));
  private final CompletableFuture<JobStatus> ended = new CompletableFuture<>();
  private final CompletableFuture<JobStatus> seenByClient = new CompletableFuture<>();
  private volatile JobMaster master;

  /** Begins to serve {@code newMaster}; events before are not lost, they wait for it. */
  MasterLoop(JobMasterFactory factory) {
    this.master = factory.create(this::post);
  }

  /** Makes the master, given the way to post onto its thread. */
  interface JobMasterFactory {
    JobMaster create(java.util.concurrent.Executor loop);
  }

  /** Runs {@code step} on the master's thread; what it throws fails the job. */
  @SuppressWarnings("IllegalCatch")
  void post(Runnable step) {
    thread.execute(
        () -> {
          try {
            step.run();
          } catch (RuntimeException | Error e) {
            LOG.error("The application master failed", e);
            master.fail("its application master failed: " + e);
          }
          JobStatus status = master.status();
          if (status.state().ended()) {
            ended.complete(status);
          }
        });
  }

  void startTicking() {
    var unused =
        thread.scheduleAtFixedRate(
            () -> post(master::tick), TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  void with(java.util.function.Consumer<JobMaster> step) {
    post(() -> step.accept(master));
  }

  /** Waits for the job's end. */
  JobStatus awaitEnd() throws InterruptedException {
    try {
      return ended.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits a little for a client to see the end. */
  void awaitClient(long millis) throws InterruptedException {
    try {
      seenByClient.get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.info("No client has asked for the end of the job");
    }
  }

  void close() {
    thread.shutdownNow();
  }

  private <T> T ask(Callable<T> question) throws IOException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    post(
        () -> {
          try {
            answer.complete(question.call());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
            throw e;
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    try {
      return answer.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the application master ends");
    } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IOException("Cannot answer: " + e.getMessage(), e);
    }
  }

  @Override
  public Message exchange(Message bytes) throws IOException {
    ExecutorReport report = Messages.decode(bytes, ExecutorReport.class);
    ExecutorOrder order = ask(() -> master.exchange(report));
    return Messages.encode(order);
  }

  @Override
  public Message status() throws IOException {
    JobStatus status = ask(() -> master.status());
    if (status.state().ended()) {
      seenByClient.complete(status);
    }
    return Messages.encode(status);
  }

  @Override
  public Message kill(Message reason) throws IOException {
    String text = Messages.decode(reason, String.class);
    JobStatus status =
        ask(
            () -> {
              master.kill(text);
              return master.status();
            });
    return Messages.encode(status);
  }

  @Override
  public void granted(GrantedContainer container) {
    post(() -> master.granted(container));
  }

  @Override
  public void ended(String container, int exitStatus, String diagnostics) {
    post(() -> master.ended(container, exitStatus, diagnostics));
  }

  @Override
  public void launchFailed(String container, String reason) {
    post(() -> master.launchFailed(container, reason));
  }

  @Override
  public void nodes(List<NodeReading> nodes) {
    double share = ProcessLoad.share();
    post(() -> master.nodes(nodes, share));
  }

  @Override
  public void shutdown(String reason) {
    ended.completeExceptionally(new IllegalStateException(reason));
  }
}
