package granary.master;

import granary.job.JobSpec;
import granary.job.StageSpec;
import granary.job.TaskResources;
import granary.job.TaskSpec;
import granary.yarn.YarnSettings;
import java.util.Optional;

/**
 * How large a job's application master is, and whether it runs the job's tasks itself. A small job
 * would wait longer for executors than it works: its first application master runs its tasks one
 * after the other in its own container. The client and the master come to the same answer from the
 * job and its settings.
 *
 * @param memoryMib the container's memory
 * @param heapMib its heap
 * @param tasks what it offers to tasks; empty if it runs none
 */
public record MasterSize(int memoryMib, int heapMib, Optional<TaskResources> tasks) {
  private static final int MOST_TASKS = 8;

  /** Beside the tasks' own heap, the master's. */
  private static final int OWN_HEAP_MIB = 96;

  /** What a Java process takes beside its heap. */
  private static final int BESIDE_HEAP_MIB = 192;

  /** Decides by how much the job reads; a job of which that is not known is not small. */
  public static MasterSize of(JobSpec job, YarnSettings yarn) {
    int memoryMib = yarn.masterMemoryMib();
    if (!small(job, yarn.smallJobBytes())) {
      return new MasterSize(memoryMib, memoryMib * 6 / 10, Optional.empty());
    }
    int taskHeapMib =
        job.stages().stream().mapToInt(stage -> stage.resources().heapMib()).max().orElse(0);
    int vcores =
        job.stages().stream().mapToInt(stage -> stage.resources().vcores()).max().orElse(1);
    int heapMib = taskHeapMib + OWN_HEAP_MIB;
    int wholeMib = Math.max(yarn.smallJobMemoryMib(), heapMib + BESIDE_HEAP_MIB);
    return new MasterSize(
        wholeMib,
        heapMib,
        Optional.of(new TaskResources(wholeMib - OWN_HEAP_MIB, taskHeapMib, vcores)));
  }

  private static boolean small(JobSpec job, long limit) {
    long bytes = 0;
    int tasks = 0;
    for (StageSpec stage : job.stages()) {
      tasks += stage.tasks().size();
      for (TaskSpec task : stage.tasks()) {
        if (stage.inputs().isEmpty() && task.inputBytes() <= 0) {
          return false;
        }
        bytes += task.inputBytes();
      }
    }
    return tasks > 0 && tasks <= MOST_TASKS && bytes <= limit;
  }
}
