package granary.job;

import java.util.List;

/**
 * What a job does: stages in an order in which each one's inputs come before it. The whole is sent
 * to the application master, so it holds no data, only what finds it.
 *
 * @param id its name
 * @param kind {@code query}, {@code ingest}, …; shown to users
 * @param title one line for users: the SQL, or what is ingested from where
 * @param stages in order; the last one's results are the job's
 */
public record JobSpec(JobId id, String kind, String title, List<StageSpec> stages) {
  public JobSpec {
    stages = List.copyOf(stages);
    for (int i = 0; i < stages.size(); i++) {
      for (int input : stages.get(i).inputs()) {
        if (input < 0 || input >= i) {
          throw new IllegalArgumentException(
              "Invalid stage " + i + " of job " + id + ": input " + input + " is not before it");
        }
      }
    }
  }
}
