/**
 * Ingest as a job: tasks that write, then one that commits; the same on YARN and in process. Read
 * {@link granary.jobs.ingest.IngestJob} first.
 */
@NullMarked
package granary.jobs.ingest;

import org.jspecify.annotations.NullMarked;
