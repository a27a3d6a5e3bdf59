package granary.jobs.run;

/**
 * Where a step is: WAITING → RUNNING → SUCCEEDED, FAILED or INTERRUPTED; the last two run again.
 */
public enum StepState {
  WAITING,
  RUNNING,
  SUCCEEDED,
  FAILED,
  INTERRUPTED
}
