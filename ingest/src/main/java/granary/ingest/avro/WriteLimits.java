package granary.ingest.avro;

/**
 * How large what is written may get.
 *
 * @param targetFileBytes a file is closed once it is as large
 * @param blockBytes a block is compressed once its rows are as large
 * @param bufferBytes rows of all partitions that are kept in memory
 * @param maxPartitions more in one task is taken for a mistake
 */
public record WriteLimits(
    long targetFileBytes, int blockBytes, long bufferBytes, int maxPartitions) {}
