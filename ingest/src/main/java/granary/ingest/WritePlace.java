package granary.ingest;

import java.nio.file.Path;

/**
 * Where an attempt may write.
 *
 * @param localDirectory an empty local directory of its own, removed by its owner
 * @param uniqueName begins the names of its files in the cluster; no other attempt ever has it
 */
public record WritePlace(Path localDirectory, String uniqueName) {}
