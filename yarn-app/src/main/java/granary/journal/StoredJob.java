package granary.journal;

import granary.job.JobSpec;
import java.util.List;
import java.util.Map;

/**
 * What the client leaves in HDFS for the application master.
 *
 * @param spec the job
 * @param settings the user's settings as given
 * @param user who submitted it
 * @param submittedMs when
 * @param code jars and other files of the containers, the first ones first on the class path
 */
public record StoredJob(
    JobSpec spec,
    Map<String, String> settings,
    String user,
    long submittedMs,
    List<ShippedFile> code) {
  public StoredJob {
    settings = Map.copyOf(settings);
    code = List.copyOf(code);
  }
}
