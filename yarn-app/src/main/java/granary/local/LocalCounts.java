package granary.local;

import granary.attempt.AttemptRun;
import granary.job.JobProgress;
import granary.job.JobSpec;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How far a local job is. Thread-safe. */
final class LocalCounts {
  private final int tasks;
  private final AtomicInteger done = new AtomicInteger();
  private final LongAdder records = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final Set<AttemptRun> running = ConcurrentHashMap.newKeySet();
  private volatile String stage = "";

  LocalCounts(JobSpec job) {
    this.tasks = job.stages().stream().mapToInt(each -> each.tasks().size()).sum();
  }

  int tasks() {
    return tasks;
  }

  void stage(String name) {
    stage = name;
  }

  void began(AttemptRun run) {
    running.add(run);
  }

  /** Takes what the attempt counted only if its result counts. */
  void ended(AttemptRun run, boolean succeeded) {
    running.remove(run);
    if (succeeded) {
      done.incrementAndGet();
      records.add(run.records());
      bytes.add(run.bytes());
    }
  }

  JobProgress progress(String state) {
    long nowRecords = records.sum();
    long nowBytes = bytes.sum();
    for (AttemptRun run : running) {
      nowRecords += run.records();
      nowBytes += run.bytes();
    }
    return new JobProgress(state, stage, done.get(), running.size(), tasks, nowRecords, nowBytes);
  }
}
