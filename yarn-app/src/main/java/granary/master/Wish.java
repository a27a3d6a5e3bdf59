package granary.master;

import granary.job.TaskResources;
import granary.yarn.ContainerWish;
import java.time.Instant;

/**
 * An executor that was asked for.
 *
 * @param container what YARN was asked
 * @param resources what it is to offer
 * @param reason why that node
 * @param asked when
 */
record Wish(ContainerWish container, TaskResources resources, String reason, Instant asked) {}
