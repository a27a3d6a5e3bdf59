/**
 * Writes rows as Avro container files, one set for each partition, with the statistics that the
 * ledger keeps. Read {@link granary.ingest.avro.PartitionFiles} first.
 */
@NullMarked
package granary.ingest.avro;

import org.jspecify.annotations.NullMarked;
