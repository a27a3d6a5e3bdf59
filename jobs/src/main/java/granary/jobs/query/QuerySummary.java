package granary.jobs.query;

/**
 * What a query took.
 *
 * @param job the job's ID
 * @param tasks how many tasks ran
 * @param partitionsRead partitions of which files were read
 * @param partitionsPruned the dataset's other partitions
 * @param filesRead files that were read
 * @param bytesRead bytes that were read, as stored
 * @param rowsScanned records that were decoded
 */
public record QuerySummary(
    String job,
    int tasks,
    int partitionsRead,
    int partitionsPruned,
    long filesRead,
    long bytesRead,
    long rowsScanned) {}
