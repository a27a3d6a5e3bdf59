/**
 * Runs one fragment of a query in one process: Avro splits in, DuckDB's operators over them, a
 * Parquet file out. Read {@link granary.engine.FragmentDatabase} first, then {@link
 * granary.engine.Scan}. Knows nothing of planning.
 */
@NullMarked
package granary.engine;

import org.jspecify.annotations.NullMarked;
