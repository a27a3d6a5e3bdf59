package granary.journal;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where an attempt stands. It begins as running; every other state is final. */
public enum AttemptState {
  @JsonProperty("running")
  RUNNING,
  /** Its result is the task's. */
  @JsonProperty("succeeded")
  SUCCEEDED,
  /** The task threw. */
  @JsonProperty("failed")
  FAILED,
  /** Its executor, node or application master went away. */
  @JsonProperty("lost")
  LOST,
  /** It was told to stop. */
  @JsonProperty("cancelled")
  CANCELLED
}
