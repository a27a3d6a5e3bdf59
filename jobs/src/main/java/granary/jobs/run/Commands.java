package granary.jobs.run;

import granary.failure.InvalidRequestException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The program's commands, as a job file uses them. */
public interface Commands {
  /**
   * Checks words without running anything.
   *
   * @throws InvalidRequestException if they are no command; the message says which word is wrong
   */
  void check(List<String> words);

  /**
   * Runs a command in this process.
   *
   * @throws InterruptedException if the user stopped it
   */
  Outcome run(List<String> words) throws InterruptedException;

  /**
   * How a command ended.
   *
   * @param exitCode 0 if it did what was asked
   * @param result its report, as {@code --json} prints it; null if it failed
   * @param error why it failed, one line; null if it did not
   */
  record Outcome(int exitCode, @Nullable Object result, @Nullable String error) {}
}
