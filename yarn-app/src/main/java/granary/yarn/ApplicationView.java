package granary.yarn;

import org.jspecify.annotations.Nullable;

/**
 * A YARN application as the client sees it.
 *
 * @param id YARN's ID
 * @param name its name: the job's ID
 * @param state YARN's state
 * @param diagnostics what YARN says about its end; empty if nothing
 * @param host where its master runs; null until it does
 * @param port where its master serves clients
 */
public record ApplicationView(
    String id, String name, State state, String diagnostics, @Nullable String host, int port) {
  /** What of YARN's states matters here. */
  public enum State {
    WAITING,
    RUNNING,
    FINISHED,
    FAILED,
    KILLED;

    public boolean ended() {
      return this == FINISHED || this == FAILED || this == KILLED;
    }
  }
}
