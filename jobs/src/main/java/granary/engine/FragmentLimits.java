package granary.engine;

import java.nio.file.Path;

/**
 * What a fragment may use.
 *
 * @param memoryMib DuckDB's memory, besides the JVM's heap
 * @param directory where it spills to and writes its output; a local directory of this attempt's
 */
public record FragmentLimits(int memoryMib, Path directory) {}
