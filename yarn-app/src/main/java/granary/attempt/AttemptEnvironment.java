package granary.attempt;

import granary.job.JobId;
import granary.settings.Settings;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * What all attempts of one job in one process share.
 *
 * @param job the job
 * @param settings the user's settings
 * @param hadoop the cluster's configuration
 * @param jobDirectory the job's hidden directory for exchange
 * @param localRoot a local directory, in which each attempt gets one of its own
 * @param inputResults results of a stage by its place, by task; may read a file
 */
public record AttemptEnvironment(
    JobId job,
    Settings settings,
    Configuration hadoop,
    Path jobDirectory,
    java.nio.file.Path localRoot,
    IntFunction<List<String>> inputResults) {}
