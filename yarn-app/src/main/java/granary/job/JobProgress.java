package granary.job;

/**
 * How far a job is.
 *
 * @param state one word for users: {@code accepted}, {@code running}, {@code done}
 * @param stage the name of the first stage that has not ended; empty before and after
 * @param tasksDone tasks of all stages that have ended
 * @param tasksRunning attempts that run now
 * @param tasks tasks of all stages
 * @param records records handled so far
 * @param bytes bytes handled so far
 */
public record JobProgress(
    String state,
    String stage,
    int tasksDone,
    int tasksRunning,
    int tasks,
    long records,
    long bytes) {}
