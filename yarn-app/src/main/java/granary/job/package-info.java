/**
 * Jobs, stages and tasks as values, and the contracts of those who run them. Nothing here knows
 * what a task does or where it runs. Read {@link granary.job.JobSpec} first, then {@link
 * granary.job.Task}.
 */
@NullMarked
package granary.job;

import org.jspecify.annotations.NullMarked;
