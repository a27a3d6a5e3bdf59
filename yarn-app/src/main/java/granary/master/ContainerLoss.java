package granary.master;

import granary.failure.StorageRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * Why an executor is gone.
 *
 * @param reason in words
 * @param blamed whether its node or its task may have done it
 * @param lackedMemory whether it was too small for what it did
 */
record ContainerLoss(String reason, boolean blamed, boolean lackedMemory) {
  // YARN's ContainerExitStatus: what was killed by the framework is not the task's fault.
  private static final Set<Integer> BLAMELESS = Set.of(-100, -102);

  /** YARN's word for a container that used more than it was given: virtual memory, or real. */
  private static final Set<Integer> KILLED_FOR_MEMORY = Set.of(-103, -104);

  /** How Java ends at the lack of heap, as executors are started. */
  private static final int NO_HEAP = 3;

  static ContainerLoss ofExit(int status, String diagnostics) {
    String words =
        StorageRefusal.inText(diagnostics)
            .orElseGet(() -> diagnostics.lines().findFirst().orElse(""));
    boolean lackedMemory = KILLED_FOR_MEMORY.contains(status) || status == NO_HEAP;
    if (status == NO_HEAP) {
      words = "its Java heap did not suffice; give its tasks more heap and memory";
    } else if (lackedMemory) {
      words += "; give its tasks more memory";
    }
    String reason = "exit status " + status + (words.isEmpty() ? "" : ": " + words);
    return new ContainerLoss(reason, !BLAMELESS.contains(status), lackedMemory);
  }

  static ContainerLoss ofLaunch(String reason) {
    return new ContainerLoss("it could not be started: " + reason, true, false);
  }

  static ContainerLoss ofSilence(Duration silence) {
    return new ContainerLoss("it has been silent for " + silence.toSeconds() + " s", true, false);
  }

  /** Whether its node's storage refuses, and would refuse another one as well. */
  boolean refusedByNode() {
    return StorageRefusal.reach(new IOException(reason)) == StorageRefusal.Reach.THIS_MACHINE;
  }
}
