package granary.jobs.query;

import granary.job.TaskSpec;
import java.util.List;
import java.util.OptionalLong;

/**
 * What of a dataset a query reads.
 *
 * @param tasks the scan's tasks
 * @param partitionsRead partitions with a file that is read
 * @param partitionsPruned the other partitions
 * @param files how many files are read
 * @param filesPruned the other files
 * @param snapshot the ledger's snapshot that is read; empty before the first commit
 * @param bytes their length together
 */
record ScanPlan(
    List<TaskSpec> tasks,
    int partitionsRead,
    int partitionsPruned,
    int files,
    int filesPruned,
    long bytes,
    OptionalLong snapshot) {
  static final ScanPlan NOTHING = new ScanPlan(List.of(), 0, 0, 0, 0, 0, OptionalLong.empty());

  ScanPlan {
    tasks = List.copyOf(tasks);
  }
}
