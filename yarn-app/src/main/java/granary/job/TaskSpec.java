package granary.job;

import java.util.List;

/**
 * One task: what its class is given, and where its input lies.
 *
 * @param payload what the task class reads: JSON, at most 1 MiB; large lists go into a file
 * @param preferredHosts hosts with a replica of its input, best first; may be empty
 * @param inputBytes how much it reads, for the order of tasks (the largest first) and for progress;
 *     0 if not known
 */
public record TaskSpec(String payload, List<String> preferredHosts, long inputBytes) {
  public TaskSpec {
    preferredHosts = List.copyOf(preferredHosts);
  }
}
