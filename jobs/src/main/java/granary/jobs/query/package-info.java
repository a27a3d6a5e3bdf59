/**
 * Runs SQL over datasets as a job. Read {@link granary.jobs.query.QueryJob} first: it plans, finds
 * the files, lets the scan and final tasks run and hands out the result.
 */
@NullMarked
package granary.jobs.query;

import org.jspecify.annotations.NullMarked;
