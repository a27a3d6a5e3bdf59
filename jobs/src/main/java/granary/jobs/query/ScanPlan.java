package granary.jobs.query;

import granary.job.TaskSpec;
import java.util.List;

/**
 * What of a dataset a query reads.
 *
 * @param tasks the scan's tasks
 * @param partitionsRead partitions with a file that is read
 * @param partitionsPruned the other partitions
 * @param files how many files are read
 * @param bytes their length together
 */
record ScanPlan(
    List<TaskSpec> tasks, int partitionsRead, int partitionsPruned, int files, long bytes) {
  static final ScanPlan NOTHING = new ScanPlan(List.of(), 0, 0, 0, 0);

  ScanPlan {
    tasks = List.copyOf(tasks);
  }
}
