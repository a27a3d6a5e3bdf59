package granary.master;

import granary.placement.PlacementPolicy;
import java.time.Duration;

/**
 * How a job is run.
 *
 * @param maxExecutors the most executors at once
 * @param maxAttempts tries at one task before the job fails
 * @param localityWait how long a task waits for an executor beside its input
 * @param wishWait how long a container on the chosen node is waited for, before another is chosen
 * @param heartbeatTimeout after this silence an executor is lost
 * @param startTimeout after this time an executor that never spoke is lost
 * @param idleTimeout an executor without work is given back after this time
 * @param busyWait how long a task is kept from an executor on a node that others load
 */
record MasterPolicy(
    int maxExecutors,
    int maxAttempts,
    Duration localityWait,
    Duration wishWait,
    Duration heartbeatTimeout,
    Duration startTimeout,
    Duration idleTimeout,
    Duration busyWait) {
  PlacementPolicy placement() {
    return PlacementPolicy.withLocalityWait(localityWait);
  }
}
