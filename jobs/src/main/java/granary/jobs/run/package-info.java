/**
 * Job files: a chain of steps, written as YAML, that stops at the first failure and can be taken up
 * again under its ID. Read {@link granary.jobs.run.JobFile} first, then {@link
 * granary.jobs.run.JobFileRun}.
 */
@NullMarked
package granary.jobs.run;

import org.jspecify.annotations.NullMarked;
