package granary.ingest.avro;

import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Where finished files go.
 *
 * @param fileSystem the cluster's
 * @param directory a hidden directory of the commit
 * @param filePrefix begins the name of every file; unique for ever
 */
public record StagingTarget(FileSystem fileSystem, Path directory, String filePrefix) {}
