package granary.master;

import granary.attempt.Attempt;
import granary.job.TaskResources;
import granary.yarn.GrantedContainer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One executor: starting → idle ⇄ busy → gone. Gone is final; the row is forgotten then. Not
 * thread-safe: the event loop owns it.
 */
final class ExecutorRow {
  private static final Duration WARMING = Duration.ofSeconds(3);

  final GrantedContainer container;
  final TaskResources resources;
  final String placement;
  final Instant granted;
  private Instant heard;
  private Instant idleSince;
  private boolean spoken;
  private final CpuShare cpuShare = new CpuShare();
  private Instant firstHeard = Instant.EPOCH;
  private @Nullable Attempt attempt;
  private TaskTable.@Nullable TaskRow task;
  private Instant attemptBegan = Instant.EPOCH;
  private long records;
  private long bytes;
  private boolean cancelled;

  ExecutorRow(
      GrantedContainer container, TaskResources resources, String placement, Instant granted) {
    this.container = container;
    this.resources = resources;
    this.placement = placement;
    this.granted = granted;
    this.heard = granted;
    this.idleSince = granted;
  }

  String id() {
    return container.id();
  }

  String host() {
    return container.host();
  }

  void heard(Instant now, double share) {
    heard = now;
    if (!spoken) {
      idleSince = now;
      firstHeard = now;
    }
    spoken = true;
    cpuShare.add(share, now);
  }

  boolean spoken() {
    return spoken;
  }

  Duration silence(Instant now) {
    return Duration.between(heard, now);
  }

  boolean busy() {
    return attempt != null;
  }

  Duration idle(Instant now) {
    return busy() ? Duration.ZERO : Duration.between(idleSince, now);
  }

  /** Processor use lately, as a share of the machine. */
  double cpuShare(Instant now) {
    return cpuShare.lately(now);
  }

  /** Whether it starts or has just started, so that its processor use is not known yet. */
  boolean warming(Instant now) {
    return !spoken || Duration.between(firstHeard, now).compareTo(WARMING) < 0;
  }

  @Nullable Attempt attempt() {
    return attempt;
  }

  TaskTable.@Nullable TaskRow task() {
    return task;
  }

  Duration attemptAge(Instant now) {
    return Duration.between(attemptBegan, now);
  }

  void begin(Attempt newAttempt, TaskTable.TaskRow row, Instant now) {
    if (attempt != null) {
      throw new IllegalStateException("Executor " + id() + " is busy with " + attempt.name());
    }
    attempt = newAttempt;
    task = row;
    attemptBegan = now;
    records = 0;
    bytes = 0;
    cancelled = false;
  }

  void end(Instant now) {
    attempt = null;
    task = null;
    idleSince = now;
    records = 0;
    bytes = 0;
  }

  void counted(long newRecords, long newBytes) {
    records = newRecords;
    bytes = newBytes;
  }

  long records() {
    return records;
  }

  long bytes() {
    return bytes;
  }

  void cancel() {
    cancelled = true;
  }

  boolean cancelled() {
    return cancelled;
  }

  /** Whether a task with these needs can run here. */
  boolean offers(TaskResources needed) {
    return resources.memoryMib() >= needed.memoryMib()
        && resources.heapMib() >= needed.heapMib()
        && resources.vcores() >= needed.vcores();
  }
}
