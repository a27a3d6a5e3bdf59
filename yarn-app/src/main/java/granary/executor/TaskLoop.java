package granary.executor;

import granary.attempt.Attempt;
import granary.attempt.AttemptEnvironment;
import granary.attempt.AttemptOutcome;
import granary.attempt.AttemptRun;
import granary.journal.AttemptState;
import granary.rpc.ExecutorOrder;
import granary.rpc.ExecutorProtocol;
import granary.rpc.ExecutorReport;
import granary.rpc.Messages;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.ipc.RemoteException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for a task, runs it, says how it ended and asks for the next one, all in one call between
 * two tasks. A second thread sends a heartbeat each second meanwhile.
 */
final class TaskLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TaskLoop.class);

  /** How long a master that does not answer is waited for. */
  private static final long MASTER_GONE_NANOS = TimeUnit.SECONDS.toNanos(12);

  private final String id;
  private final ExecutorProtocol master;
  private final AttemptEnvironment environment;
  private final CountDownLatch exit = new CountDownLatch(1);
  private volatile @Nullable AttemptRun current;
  private volatile double cpuShare;

  TaskLoop(String id, ExecutorProtocol master, AttemptEnvironment environment) {
    this.id = id;
    this.master = master;
    this.environment = environment;
  }

  /** Returns when the master has sent this executor home, or has been gone for too long. */
  void run() throws IOException, InterruptedException {
    ScheduledExecutorService heartbeats =
        Executors.newSingleThreadScheduledExecutor(
            runnable -> {
              Thread thread = new Thread(runnable, "heartbeat");
              thread.setDaemon(true);
              return thread;
            });
    var unused = heartbeats.scheduleAtFixedRate(this::heartbeat, 1, 1, TimeUnit.SECONDS);
    try {
      ExecutorReport report = report(true, null, null);
      while (exit.getCount() > 0) {
        ExecutorOrder order = exchange(report);
        report = report(true, null, null);
        Attempt attempt = order.attempt();
        if (order.action() == ExecutorOrder.Action.EXIT) {
          return;
        } else if (attempt != null) {
          report = work(attempt);
        } else if (exit.await(order.waitMs(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } finally {
      heartbeats.shutdownNow();
    }
  }

  private ExecutorReport work(Attempt attempt) {
    AttemptRun run = new AttemptRun(attempt, environment);
    current = run;
    AttemptOutcome outcome = run.call();
    current = null;
    return report(true, run, outcome(outcome));
  }

  private static ExecutorReport.Outcome outcome(AttemptOutcome outcome) {
    if (outcome instanceof AttemptOutcome.Succeeded succeeded) {
      return new ExecutorReport.Outcome(AttemptState.SUCCEEDED, succeeded.result(), null, null);
    } else if (outcome instanceof AttemptOutcome.Failed failed) {
      return new ExecutorReport.Outcome(AttemptState.FAILED, null, failed.kind(), failed.message());
    }
    return new ExecutorReport.Outcome(AttemptState.CANCELLED, null, null, null);
  }

  private ExecutorReport report(
      boolean asks, @Nullable AttemptRun run, ExecutorReport.@Nullable Outcome outcome) {
    return new ExecutorReport(
        id,
        asks,
        cpuShare,
        ProcessLoad.startedMs(),
        run == null ? null : run.attempt().name(),
        run == null ? 0 : run.records(),
        run == null ? 0 : run.bytes(),
        outcome);
  }

  private void heartbeat() {
    // Measured here only: between two questions lie milliseconds, which say nothing.
    cpuShare = ProcessLoad.share();
    AttemptRun run = current;
    try {
      ExecutorOrder order = send(report(false, run, null));
      if (order.action() == ExecutorOrder.Action.EXIT) {
        exit.countDown();
      }
      if (run != null
          && (order.action() == ExecutorOrder.Action.CANCEL
              || order.action() == ExecutorOrder.Action.EXIT)) {
        run.cancel();
      }
    } catch (IOException | RuntimeException e) {
      // The working thread finds out whether the master is gone for good.
      LOG.info("The application master did not answer a heartbeat", e);
    }
  }

  private ExecutorOrder send(ExecutorReport report) throws IOException {
    return Messages.decode(master.exchange(Messages.encode(report)), ExecutorOrder.class);
  }

  /** Says it until it is answered: an outcome must not get lost with one broken connection. */
  private ExecutorOrder exchange(ExecutorReport report) throws IOException, InterruptedException {
    long first = System.nanoTime();
    while (true) {
      try {
        return send(report);
      } catch (IOException e) {
        boolean refused =
            e instanceof RemoteException remote
                && remote.getClassName().contains("AccessControlException");
        if (refused || System.nanoTime() - first > MASTER_GONE_NANOS) {
          throw e;
        }
        LOG.info("The application master did not answer, asking again", e);
        if (exit.await(500, TimeUnit.MILLISECONDS)) {
          return ExecutorOrder.exit();
        }
      }
    }
  }
}
