package granary.jobs.run;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where a step is: WAITING → RUNNING → SUCCEEDED, FAILED or INTERRUPTED; the last two run again. In
 * JSON in lower case, as a job's state; records of earlier releases have it in upper case.
 */
public enum StepState {
  @JsonProperty("waiting")
  @JsonAlias("WAITING")
  WAITING,
  @JsonProperty("running")
  @JsonAlias("RUNNING")
  RUNNING,
  @JsonProperty("succeeded")
  @JsonAlias("SUCCEEDED")
  SUCCEEDED,
  @JsonProperty("failed")
  @JsonAlias("FAILED")
  FAILED,
  @JsonProperty("interrupted")
  @JsonAlias("INTERRUPTED")
  INTERRUPTED
}
