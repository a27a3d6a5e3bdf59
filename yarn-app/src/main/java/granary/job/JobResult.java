package granary.job;

import java.util.List;

/**
 * How a job ended that succeeded.
 *
 * @param id the job
 * @param results the last stage's results, by task
 * @param tasks how many tasks ran, of all stages
 * @param stageResults every stage's results, by stage and task
 */
public record JobResult(
    JobId id, List<String> results, int tasks, List<List<String>> stageResults) {
  public JobResult {
    results = List.copyOf(results);
    stageResults = List.copyOf(stageResults);
  }
}
