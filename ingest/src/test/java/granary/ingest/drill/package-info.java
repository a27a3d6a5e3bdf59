/** Drills of ingest in small heaps; read {@link granary.ingest.drill.MemoryDrillTest} first. */
@NullMarked
package granary.ingest.drill;

import org.jspecify.annotations.NullMarked;
