package granary.ledger;

import granary.dataset.PartitionKey;

/**
 * A partition that holds live files.
 *
 * @param key which one
 * @param location the directory that new files of it go to and that Hive reads: a full URI
 * @param rows records in its live files
 * @param files how many live files
 * @param bytes their length together
 */
public record LedgerPartition(
    PartitionKey key, String location, long rows, int files, long bytes) {}
