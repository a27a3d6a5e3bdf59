package granary.executor;

import granary.failure.UnavailableException;
import granary.job.JobId;
import granary.journal.JobFiles;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Results of stages that have ended, read from HDFS once. Thread-safe. */
final class InputResults {
  private final JobFiles files;
  private final JobId job;
  private final Map<Integer, List<String>> known = new ConcurrentHashMap<>();

  InputResults(JobFiles files, JobId job) {
    this.files = files;
    this.job = job;
  }

  List<String> of(int stage) {
    return known.computeIfAbsent(stage, this::read);
  }

  private List<String> read(int stage) {
    try {
      return files.results(job, stage);
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot read the results of stage " + stage + ": " + e.getMessage(), e);
    }
  }
}
