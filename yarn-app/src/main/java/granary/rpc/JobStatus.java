package granary.rpc;

import granary.attempt.FailureKind;
import granary.job.JobProgress;
import granary.journal.JobState;
import org.jspecify.annotations.Nullable;

/**
 * A job's state, as its application master tells it.
 *
 * @param failure the first cause, of a job that failed
 */
public record JobStatus(
    JobState state,
    JobProgress progress,
    @Nullable FailureKind failureKind,
    @Nullable String failure) {}
