/**
 * Finds the schema of data that came without one: looks at a bounded sample of files and says what
 * was mapped or is doubtful. Read {@link granary.ingest.infer.SchemaInference} first.
 */
@NullMarked
package granary.ingest.infer;

import org.jspecify.annotations.NullMarked;
