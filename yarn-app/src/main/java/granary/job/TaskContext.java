package granary.job;

import granary.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** What an attempt is given and may tell. */
public interface TaskContext {
  /** Unique in the job: {@code s0-t17-a2} for stage 0, task 17, the second attempt after 0. */
  String attemptName();

  JobId job();

  /** The task's own payload. */
  String payload();

  /** Results of a stage that this one takes as input, by task; see {@link StageSpec#inputs}. */
  List<String> inputResults(int stage);

  Settings settings();

  /** The cluster's configuration. */
  Configuration hadoop();

  /** The job's hidden directory in HDFS; whoever reads the job's result removes it. */
  org.apache.hadoop.fs.Path jobDirectory();

  /** An empty local directory of this attempt, removed when it ends. */
  Path localDirectory();

  /** What the executor offers. */
  TaskResources resources();

  /**
   * Counts what was done since the last call, for users' progress; cheap, call it every few
   * thousand records.
   *
   * @throws java.util.concurrent.CancellationException if the attempt is to stop
   */
  void progress(long records, long bytes);
}
