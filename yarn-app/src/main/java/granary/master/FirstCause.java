package granary.master;

import granary.attempt.Attempt;
import granary.attempt.FailureKind;
import granary.journal.StoredJob;

/** Why a job ended, in the words that its user reads. */
final class FirstCause {
  private FirstCause() {}

  static String ofTask(
      StoredJob job, ExecutorRow executor, Attempt attempt, String failure, FailureKind kind) {
    if (kind == FailureKind.INVALID_REQUEST) {
      return failure;
    }
    String task = "s" + attempt.stage() + "-t" + attempt.task();
    return "Cannot finish job "
        + job.spec().id()
        + ": task "
        + task
        + " of stage "
        + job.spec().stages().get(attempt.stage()).name()
        + " failed at attempt "
        + (attempt.number() + 1)
        + ": "
        + failure
        + " (node "
        + executor.host()
        + ", container "
        + executor.id()
        + "; its log: granary job logs "
        + job.spec().id()
        + " --task "
        + task
        + ")";
  }

  static String ofStart(StoredJob job, ExecutorRow executor, String reason, int times) {
    return "Cannot finish job "
        + job.spec().id()
        + ": executors do not start, "
        + times
        + " times in a row: "
        + reason
        + " (node "
        + executor.host()
        + ", container "
        + executor.id()
        + "; its log: granary job logs "
        + job.spec().id()
        + ")";
  }

  static String ofKill(StoredJob job, String reason) {
    return "Cannot finish job " + job.spec().id() + ": it was killed (" + reason + ")";
  }

  static String ofJob(StoredJob job, String reason) {
    return "Cannot finish job " + job.spec().id() + ": " + reason;
  }
}
