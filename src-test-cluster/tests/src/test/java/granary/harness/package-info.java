/**
 * What the integration tests stand on: one embedded cluster for all of them, and the command line
 * as a user runs it. Read {@link granary.harness.ProcessCluster} first.
 */
@NullMarked
package granary.harness;

import org.jspecify.annotations.NullMarked;
