package granary.cluster;

import java.time.Duration;

/**
 * What a start found or made.
 *
 * @param alreadyRunning whether the cluster ran before, so that nothing was started
 * @param status its state now
 * @param took how long it took until the cluster was healthy
 */
public record StartResult(boolean alreadyRunning, ClusterStatus status, Duration took) {}
