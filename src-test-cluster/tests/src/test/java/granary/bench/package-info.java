/**
 * Measurements, each a class with a main that {@code scripts/bench} runs by its name: {@code
 * IngestCpuBenchmark} is {@code scripts/bench ingest-cpu}. Read {@link granary.bench.BenchOptions}
 * first.
 */
@NullMarked
package granary.bench;

import org.jspecify.annotations.NullMarked;
