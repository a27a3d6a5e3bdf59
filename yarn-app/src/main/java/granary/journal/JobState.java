package granary.journal;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Where a job stands. It goes from accepted to running, and from both to one of the ends. */
public enum JobState {
  @JsonProperty("accepted")
  ACCEPTED,
  @JsonProperty("running")
  RUNNING,
  @JsonProperty("succeeded")
  SUCCEEDED,
  @JsonProperty("failed")
  FAILED,
  @JsonProperty("killed")
  KILLED;

  public boolean ended() {
    return this == SUCCEEDED || this == FAILED || this == KILLED;
  }

  /** As users read it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
