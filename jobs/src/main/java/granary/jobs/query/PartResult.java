package granary.jobs.query;

import granary.engine.ScanCounts;

/**
 * What a task has written.
 *
 * @param file the Parquet file in the job's directory; empty if there was no row
 * @param rows how many rows
 * @param bytes its length
 * @param scanned what was read for it; nothing in a final task
 */
record PartResult(String file, long rows, long bytes, ScanCounts scanned) {}
