package granary.yarn;

import granary.failure.UnavailableException;

/** What a container of ours finds in its environment. */
public enum ContainerVariables {
  /** The job's ID. */
  GRANARY_JOB,
  /** Host and port at which the application master serves executors. */
  GRANARY_MASTER,
  /** YARN's ID of the container itself. */
  CONTAINER_ID,
  /** The host of the node's NodeManager. */
  NM_HOST,
  /** The port of its web address. */
  NM_HTTP_PORT;

  /** The variable's value. */
  public String value() {
    String value = System.getenv(name());
    if (value == null || value.isEmpty()) {
      throw new UnavailableException(
          "Cannot start: the variable " + name() + " is missing; this runs in a YARN container");
    }
    return value;
  }
}
