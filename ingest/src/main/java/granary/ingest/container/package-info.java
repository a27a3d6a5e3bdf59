/**
 * Reads Avro container files of any codec whose schema fits the dataset's. Read {@link
 * granary.ingest.container.AvroFileReader} first.
 */
@NullMarked
package granary.ingest.container;

import org.jspecify.annotations.NullMarked;
