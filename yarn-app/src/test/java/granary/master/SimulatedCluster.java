package granary.master;

import granary.attempt.Attempt;
import granary.attempt.FailureKind;
import granary.job.TaskResources;
import granary.journal.AttemptState;
import granary.journal.Journal;
import granary.journal.JournalRecord;
import granary.rpc.ExecutorOrder;
import granary.rpc.ExecutorReport;
import granary.yarn.ContainerCluster;
import granary.yarn.ContainerWish;
import granary.yarn.GrantedContainer;
import granary.yarn.NodeReading;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A cluster, its executors and a journal in simulated time: what happens and when follows from the
 * seed alone. Executors fail, go silent and die, nodes are lost, grants come late or not at all.
 */
final class SimulatedCluster implements ContainerCluster, Journal, InstantSource {
  /** How bad things are, as probabilities. */
  record Trouble(
      double taskFails, double executorDies, double executorGoesSilent, double noGrant) {}

  private static final int NODE_MEMORY_MIB = 4096;

  private record Event(long atMs, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atMs, other.atMs);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final Random random;
  private final Trouble trouble;
  private final Map<String, Integer> freeMib = new LinkedHashMap<>();
  private final Map<String, Double> load = new HashMap<>();
  private final Map<String, FailureKind> refusals = new HashMap<>();
  private @Nullable Exit atWork;
  private @Nullable Exit atStart;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Map<String, GrantedContainer> containers = new HashMap<>();
  private final Set<Long> withdrawn = new HashSet<>();
  final List<JournalRecord> records = new ArrayList<>();
  final Map<String, Integer> attemptsByContainer = new HashMap<>();
  private @Nullable JobMaster master;
  private long nowMs = 1_000_000;
  private long order;
  private int nextContainer = 1;
  private int masterAttempt;

  SimulatedCluster(long seed, int nodes, Trouble trouble) {
    this.random = new Random(seed);
    this.trouble = trouble;
    for (int node = 1; node <= nodes; node++) {
      freeMib.put("node" + node, NODE_MEMORY_MIB);
    }
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(nowMs);
  }

  void load(String host, double cpu) {
    load.put(host, cpu);
  }

  /** Lets every task on a node fail, always in the same way. */
  void refuse(String host, FailureKind kind) {
    refusals.put(host, kind);
  }

  private record Exit(int status, String diagnostics) {}

  /** Lets every executor end in this way in its first task. */
  void endAtWork(int exitStatus, String diagnostics) {
    atWork = new Exit(exitStatus, diagnostics);
  }

  /** Lets every executor end in this way before it has spoken. */
  void endAtStart(int exitStatus, String diagnostics) {
    atStart = new Exit(exitStatus, diagnostics);
  }

  private void end(GrantedContainer container, Exit exit) {
    if (alive(container)) {
      release(container.id());
      master().ended(container.id(), exit.status(), exit.diagnostics());
    }
  }

  /** Lets a master begin; one that ran before is gone with its containers. */
  void attach(JobMaster newMaster) {
    master = newMaster;
    masterAttempt++;
    containers.values().forEach(each -> freeMib.merge(each.host(), each.memoryMib(), Integer::sum));
    containers.clear();
    int attempt = masterAttempt;
    newMaster.nodes(readings(), 0);
    every(100, newMaster::tick, attempt);
    every(1000, () -> newMaster.nodes(readings(), 0), attempt);
  }

  private void every(long ms, Runnable action, int attempt) {
    after(
        ms,
        () -> {
          if (attempt == masterAttempt) {
            action.run();
            every(ms, action, attempt);
          }
        });
  }

  void after(long ms, Runnable action) {
    events.add(new Event(nowMs + ms, order++, action));
  }

  /** Runs until {@code done}, for at most an hour of simulated time. */
  void run(BooleanSupplier done) {
    long limit = nowMs + 3_600_000;
    while (!done.getAsBoolean()) {
      Event event = events.poll();
      if (event == null || event.atMs() > limit) {
        throw new AssertionError("The job does not end: " + records);
      }
      nowMs = event.atMs();
      event.action().run();
    }
  }

  private JobMaster master() {
    JobMaster current = master;
    if (current == null) {
      throw new AssertionError("no master");
    }
    return current;
  }

  private List<NodeReading> readings() {
    return freeMib.entrySet().stream()
        .map(
            node ->
                new NodeReading(
                    node.getKey(),
                    "running",
                    "rack",
                    NODE_MEMORY_MIB,
                    4,
                    NODE_MEMORY_MIB - node.getValue(),
                    0,
                    4 * load.getOrDefault(node.getKey(), 0.1),
                    0,
                    0,
                    0))
        .toList();
  }

  /** Makes the master's own container an executor. */
  void runTasksIn(JobMaster own, String id) {
    GrantedContainer container = new GrantedContainer(id, 0, "node1", "node1:1", 768);
    containers.put(id, container);
    own.runTasksHere(container, new TaskResources(672, 256, 1));
    after(1, () -> ask(container, null, null));
  }

  /** Takes a node away with all that runs there. */
  void loseNode(String host) {
    freeMib.remove(host);
    for (GrantedContainer container : List.copyOf(containers.values())) {
      if (container.host().equals(host)) {
        containers.remove(container.id());
        after(4000, () -> master().ended(container.id(), -100, "node lost"));
      }
    }
  }

  @Override
  public void request(ContainerWish wish) {
    if (wish.host() != null && random.nextDouble() < trouble.noGrant()) {
      return;
    }
    int attempt = masterAttempt;
    after(50 + random.nextInt(500), () -> grant(wish, attempt));
  }

  private void grant(ContainerWish wish, int attempt) {
    if (attempt != masterAttempt || withdrawn.contains(attempt * 1_000_000L + wish.id())) {
      return;
    }
    String host = wish.host();
    if (host == null) {
      List<String> fitting =
          freeMib.keySet().stream()
              .filter(each -> freeMib.getOrDefault(each, 0) >= wish.memoryMib())
              .toList();
      host = fitting.isEmpty() ? null : fitting.get(random.nextInt(fitting.size()));
    }
    Integer free = host == null ? null : freeMib.get(host);
    if (host == null || free == null || free < wish.memoryMib()) {
      after(500, () -> grant(wish, attempt));
      return;
    }
    freeMib.put(host, free - wish.memoryMib());
    GrantedContainer container =
        new GrantedContainer("c" + nextContainer++, wish.id(), host, host + ":1", wish.memoryMib());
    containers.put(container.id(), container);
    master().granted(container);
  }

  @Override
  public void withdraw(ContainerWish wish) {
    withdrawn.add(masterAttempt * 1_000_000L + wish.id());
  }

  @Override
  public void launch(GrantedContainer container, int heapMib) {
    Exit exit = atStart;
    after(
        1000 + random.nextInt(2000),
        exit == null ? () -> ask(container, null, null) : () -> end(container, exit));
  }

  @Override
  public void release(String id) {
    GrantedContainer container = containers.remove(id);
    if (container != null && freeMib.containsKey(container.host())) {
      freeMib.merge(container.host(), container.memoryMib(), Integer::sum);
    }
  }

  private boolean alive(GrantedContainer container) {
    return containers.containsKey(container.id());
  }

  private void ask(
      GrantedContainer container,
      @Nullable Attempt finished,
      ExecutorReport.@Nullable Outcome outcome) {
    if (!alive(container)) {
      return;
    }
    ExecutorReport report =
        new ExecutorReport(
            container.id(),
            true,
            0,
            0,
            finished == null ? null : finished.name(),
            10,
            100,
            outcome);
    ExecutorOrder answer = master().exchange(report);
    if (random.nextInt(50) == 0) {
      // The answer was lost: the executor says the same again.
      answer = master().exchange(report);
    }
    Attempt attempt = answer.attempt();
    if (answer.action() == ExecutorOrder.Action.EXIT) {
      release(container.id());
    } else if (attempt != null) {
      work(container, attempt);
    } else {
      after(Math.max(100, answer.waitMs()), () -> ask(container, null, null));
    }
  }

  private void work(GrantedContainer container, Attempt attempt) {
    attemptsByContainer.merge(container.id(), 1, Integer::sum);
    long ms = 50L + random.nextInt(1500);
    Exit exit = atWork;
    if (exit != null) {
      after(ms, () -> end(container, exit));
      return;
    }
    double fate = random.nextDouble();
    if (fate < trouble.executorDies()) {
      after(ms, () -> end(container, new Exit(137, "killed")));
      return;
    }
    if (fate < trouble.executorDies() + trouble.executorGoesSilent()) {
      return;
    }
    heartbeat(container, attempt, ms);
    boolean fails =
        random.nextDouble() < trouble.taskFails() || refusals.containsKey(container.host());
    FailureKind kind = refusals.getOrDefault(container.host(), FailureKind.RETRYABLE);
    after(
        ms,
        () ->
            ask(
                container,
                attempt,
                fails
                    ? new ExecutorReport.Outcome(AttemptState.FAILED, null, kind, "bad luck")
                    : new ExecutorReport.Outcome(
                        AttemptState.SUCCEEDED, "r-" + attempt.name(), null, null)));
  }

  private void heartbeat(GrantedContainer container, Attempt attempt, long leftMs) {
    if (leftMs > 1000 && alive(container)) {
      after(
          1000,
          () -> {
            if (alive(container)) {
              master()
                  .exchange(
                      new ExecutorReport(container.id(), false, 0, 0, attempt.name(), 5, 50, null));
              heartbeat(container, attempt, leftMs - 1000);
            }
          });
    }
  }

  @Override
  public void append(JournalRecord record) {
    records.add(record);
  }

  @Override
  public void stageEnded(int stage, List<String> results, Runnable then) {
    int attempt = masterAttempt;
    after(
        20,
        () -> {
          if (attempt == masterAttempt) {
            then.run();
          }
        });
  }
}
