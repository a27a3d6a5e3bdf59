package granary.jobs.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job file that was read, its parameters in their places.
 *
 * @param file where it lies
 * @param name letters, digits and {@code -}; the file's own name by default
 * @param id the run's ID, where the file gives one
 * @param parameters the values that were used
 * @param steps in the order in which they run; each comes behind those that it names
 */
public record JobFile(
    Path file,
    String name,
    Optional<String> id,
    Map<String, String> parameters,
    List<JobStep> steps) {
  public JobFile {
    parameters = Map.copyOf(parameters);
    steps = List.copyOf(steps);
  }
}
