package granary.jobs.run;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run came to; the fields of {@code run --json}.
 *
 * @param job the run's ID, under which it can be taken up
 * @param state SUCCEEDED or FAILED
 * @param file the job file
 * @param parameters the values that were used
 * @param seconds how long this command took
 * @param error the first failure; null if there is none
 * @param steps in order
 */
public record RunReport(
    String job,
    StepState state,
    String file,
    Map<String, String> parameters,
    double seconds,
    @Nullable String error,
    List<Step> steps) {
  /**
   * One step.
   *
   * @param id its name in the file
   * @param kind the command, or {@code task}
   * @param state where it is
   * @param earlier whether an earlier command did it, so that there is no result here
   * @param exitCode of the step's command; null if it did not run
   * @param seconds how long it took
   * @param result what the command says with {@code --json}
   * @param error why it failed
   */
  public record Step(
      String id,
      String kind,
      StepState state,
      boolean earlier,
      @Nullable Integer exitCode,
      double seconds,
      @Nullable Object result,
      @Nullable String error) {}

  /** The exit code: that of the step that failed. */
  public int exitCode() {
    return steps.stream()
        .filter(step -> step.exitCode() != null && step.exitCode() != 0)
        .mapToInt(step -> step.exitCode() == null ? 1 : step.exitCode())
        .findFirst()
        .orElse(state == StepState.SUCCEEDED ? 0 : 1);
  }
}
