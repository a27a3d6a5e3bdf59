/** Commands on jobs and nodes. Read {@link granary.cli.job.JobCommands} first. */
@NullMarked
package granary.cli.job;

import org.jspecify.annotations.NullMarked;
