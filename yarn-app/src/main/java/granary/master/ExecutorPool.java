package granary.master;

import granary.job.TaskResources;
import granary.journal.Journal;
import granary.journal.JournalRecord;
import granary.placement.BusyNodes;
import granary.placement.Decision;
import granary.placement.NodeView;
import granary.placement.Placement;
import granary.placement.PlacementRequest;
import granary.yarn.ContainerCluster;
import granary.yarn.ContainerWish;
import granary.yarn.GrantedContainer;
import granary.yarn.NodeReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The executors that a job has and those that it has asked for. What is wanted follows from the
 * ready tasks at every tick, so that nothing has to be undone when plans change. Not thread-safe:
 * the event loop owns it.
 */
final class ExecutorPool {
  /** Decisions at one tick; what is left follows 100 ms later, with what was learned. */
  private static final int DECISIONS = 32;

  private static final Duration DENIED_FOR = Duration.ofSeconds(10);
  private static final int DENIALS_UNTIL_ANYWHERE = 2;

  private final MasterPolicy policy;
  private final ContainerCluster cluster;
  private final Journal journal;
  private final Placement placement;
  private final NodeBook nodes = new NodeBook();
  private final Random random;
  private final Map<String, ExecutorRow> executors = new LinkedHashMap<>();
  private final Map<Long, Wish> wishes = new LinkedHashMap<>();
  private final Map<String, Instant> deniedUntil = new HashMap<>();
  private @Nullable List<NodeView> views;
  private BusyNodes busy;
  private String own = "";
  private long nextWish = 1;
  private int denials;

  ExecutorPool(MasterPolicy policy, ContainerCluster cluster, Journal journal, long seed) {
    this.policy = policy;
    this.cluster = cluster;
    this.journal = journal;
    this.placement = new Placement(policy.placement());
    this.busy = BusyNodes.among(List.of(), policy.placement());
    this.random = new Random(seed);
  }

  NodeBook nodes() {
    return nodes;
  }

  void observe(List<NodeReading> readings, double masterShare, Instant now) {
    nodes.observe(readings);
    nodes.masterUses(masterShare, now);
    views = null;
  }

  Collection<ExecutorRow> all() {
    return executors.values();
  }

  Optional<ExecutorRow> find(String id) {
    return Optional.ofNullable(executors.get(id));
  }

  /** The nodes as they were when last measured, with what was placed since. */
  List<NodeView> views(Instant now) {
    if (views == null) {
      views = nodes.views(executors.values(), now);
      busy = BusyNodes.among(views, policy.placement());
    }
    return views;
  }

  /** Which of {@link #views} are loaded by others. */
  BusyNodes busy(Instant now) {
    views(now);
    return busy;
  }

  /** Takes a container for what it was wanted, or gives it back if nothing needs it any more. */
  void granted(GrantedContainer container, int readyTasks, Instant now) {
    Wish wish = wishes.remove(container.wish());
    if (wish == null || readyTasks == 0) {
      cluster.release(container.id());
      return;
    }
    denials = 0;
    take(container, wish.resources(), wish.reason(), now);
    cluster.launch(container, wish.resources().heapMib());
  }

  /**
   * Takes the container of the master's own process as an executor. While it is there, no other is
   * asked for.
   */
  void adopt(GrantedContainer container, TaskResources resources, String reason, Instant now) {
    own = container.id();
    take(container, resources, reason, now);
  }

  private void take(
      GrantedContainer container, TaskResources resources, String reason, Instant now) {
    views = null;
    executors.put(container.id(), new ExecutorRow(container, resources, reason, now));
    journal.append(
        new JournalRecord.ExecutorPlaced(
            now.toEpochMilli(),
            container.id(),
            container.host(),
            container.nodeHttp(),
            container.memoryMib(),
            reason));
  }

  /** Whether this executor is the master's own process. */
  boolean isOwn(ExecutorRow executor) {
    return executor.id().equals(own);
  }

  /** Forgets an executor; its container is given back. */
  void remove(ExecutorRow executor, String reason, Instant now) {
    if (executors.remove(executor.id()) != null) {
      views = null;
      journal.append(new JournalRecord.ExecutorEnded(now.toEpochMilli(), executor.id(), reason));
      cluster.release(executor.id());
    }
  }

  /** Executors that have been silent or idle for too long. */
  List<ExecutorRow> overdue(Instant now) {
    return executors.values().stream().filter(row -> silent(row, now) || idle(row, now)).toList();
  }

  boolean silent(ExecutorRow row, Instant now) {
    Duration allowed = row.spoken() ? policy.heartbeatTimeout() : policy.startTimeout();
    return row.silence(now).compareTo(allowed) > 0;
  }

  private boolean idle(ExecutorRow row, Instant now) {
    return row.spoken() && row.idle(now).compareTo(policy.idleTimeout()) > 0;
  }

  /** Asks for what the ready tasks need beyond what is there, and takes back what they do not. */
  void plan(TaskTable tasks, Instant now) {
    dropStaleWishes(now);
    int free =
        (int) executors.values().stream().filter(row -> !row.busy() && !loaded(row, now)).count();
    int surplus = free + wishes.size() - tasks.readyCount();
    for (Wish wish : new ArrayList<>(wishes.values())) {
      if (surplus-- <= 0) {
        break;
      }
      withdraw(wish);
    }
    int limit = executors.containsKey(own) ? 1 : policy.maxExecutors();
    int room = limit - executors.size() - wishes.size();
    int covered = free + wishes.size();
    int wanted = Math.min(DECISIONS, Math.min(room, tasks.readyCount() - covered));
    if (wanted <= 0 || !nodes.observed()) {
      return;
    }
    for (TaskTable.TaskRow row : tasks.next(covered + wanted).subList(covered, covered + wanted)) {
      if (!ask(row, tasks, now)) {
        return;
      }
    }
  }

  private void dropStaleWishes(Instant now) {
    for (Wish wish : new ArrayList<>(wishes.values())) {
      String host = wish.container().host();
      if (host != null && Duration.between(wish.asked(), now).compareTo(policy.wishWait()) > 0) {
        withdraw(wish);
        denials++;
        deniedUntil.put(host, now.plus(DENIED_FOR));
      }
    }
    deniedUntil.values().removeIf(until -> until.isBefore(now));
  }

  private void withdraw(Wish wish) {
    wishes.remove(wish.container().id());
    cluster.withdraw(wish.container());
  }

  /** Whether the next task should be tried too. */
  private boolean ask(TaskTable.TaskRow row, TaskTable tasks, Instant now) {
    TaskResources resources = tasks.stage(row).resources();
    TaskResources largest = tasks.largest();
    boolean atFirst = denials == 0 && row.waited(now).compareTo(policy.wishWait()) < 0;
    if (atFirst
        && !resources.equals(largest)
        && !largestIsThere(largest)
        && ask(row, largest, now)) {
      return true;
    }
    return ask(row, resources, now);
  }

  /** One executor large enough for every stage saves a later stage the wait for one of its own. */
  private boolean largestIsThere(TaskResources largest) {
    return executors.values().stream().anyMatch(each -> each.offers(largest))
        || wishes.values().stream().anyMatch(each -> each.resources().equals(largest));
  }

  private boolean ask(TaskTable.TaskRow row, TaskResources resources, Instant now) {
    if (denials >= DENIALS_UNTIL_ANYWHERE) {
      return askAnywhere(resources, "YARN chose: the chosen nodes gave no container", now);
    }
    Set<String> avoided = new HashSet<>(deniedUntil.keySet());
    avoided.addAll(row.failedHosts());
    PlacementRequest request =
        new PlacementRequest(
            resources.memoryMib(),
            resources.vcores(),
            row.spec.preferredHosts(),
            avoided,
            row.waited(now));
    Decision decision = placement.decide(views(now), request, random);
    if (decision instanceof Decision.Chosen chosen) {
      wish(chosen.host(), resources, chosen.reason(), now);
      nodes.placed(chosen.host(), resources.memoryMib(), resources.vcores(), now);
      views = null;
      return true;
    }
    if (row.waited(now).compareTo(policy.wishWait().plus(policy.localityWait())) > 0) {
      return askAnywhere(resources, "YARN chose: " + decision.reason(), now);
    }
    return false;
  }

  /** One open wish of this kind at a time: the queue is full, and more would only wait with it. */
  private boolean askAnywhere(TaskResources resources, String reason, Instant now) {
    if (wishes.values().stream().noneMatch(wish -> wish.container().host() == null)) {
      wish(null, resources, reason, now);
    }
    return false;
  }

  private void wish(@Nullable String host, TaskResources resources, String reason, Instant now) {
    ContainerWish wish =
        new ContainerWish(nextWish++, host, resources.memoryMib(), resources.vcores());
    wishes.put(wish.id(), new Wish(wish, resources, reason, now));
    cluster.request(wish);
  }

  /**
   * Whether the executor is to be spared because others load its node: for good where an executor
   * on a calm node can do the work, for a while where one could be had.
   */
  boolean loaded(ExecutorRow executor, Instant now) {
    BusyNodes loaded = busy(now);
    Set<String> calm = new HashSet<>();
    boolean here = false;
    boolean room = false;
    for (NodeView view : views(now)) {
      if (view.host().equals(executor.host())) {
        here = loaded.contains(view);
      } else if (!loaded.contains(view)) {
        calm.add(view.host());
        room |= view.freeMemoryMib() >= executor.resources.memoryMib();
      }
    }
    if (!here) {
      return false;
    }
    boolean calmExecutor =
        executors.values().stream()
            .anyMatch(each -> calm.contains(each.host()) && each.offers(executor.resources));
    return calmExecutor || (room && executor.idle(now).compareTo(policy.busyWait()) < 0);
  }

  /** Whether an executor is or soon will be on one of these hosts. */
  boolean presentOn(Collection<String> hosts) {
    return executors.values().stream().anyMatch(row -> hosts.contains(row.host()))
        || wishes.values().stream()
            .anyMatch(
                wish -> {
                  String host = wish.container().host();
                  return host != null && hosts.contains(host);
                });
  }

  /** Whether an executor is on a host that is not among these. */
  boolean presentElsewhere(Collection<String> hosts) {
    return executors.values().stream().anyMatch(row -> !hosts.contains(row.host()));
  }

  /** Takes all wishes back. */
  void stop() {
    new ArrayList<>(wishes.values()).forEach(this::withdraw);
  }
}
