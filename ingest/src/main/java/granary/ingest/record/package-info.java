/**
 * One record between its text and its Avro bytes: the shape that the dataset's schema gives it, its
 * values, and the rules by which text becomes values. Read {@link granary.ingest.record.Row} first.
 */
@NullMarked
package granary.ingest.record;

import org.jspecify.annotations.NullMarked;
