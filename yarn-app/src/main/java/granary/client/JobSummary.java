package granary.client;

import granary.journal.JobState;
import org.jspecify.annotations.Nullable;

/**
 * One line about a job.
 *
 * @param id its ID
 * @param kind {@code query}, {@code ingest}, …
 * @param title one line
 * @param state where it stands
 * @param application its YARN application; null if it has none yet
 * @param tasks how many tasks it has
 * @param tasksDone how many of them are done
 * @param startMs when it was submitted
 * @param endMs when it ended; null if it runs
 */
public record JobSummary(
    String id,
    String kind,
    String title,
    JobState state,
    @Nullable String application,
    int tasks,
    int tasksDone,
    long startMs,
    @Nullable Long endMs) {}
