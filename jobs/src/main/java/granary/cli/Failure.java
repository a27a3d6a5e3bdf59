package granary.cli;

import granary.failure.GranaryException;
import granary.failure.InvalidRequestException;
import granary.failure.OutcomeUnknownException;
import granary.failure.StorageRefusal;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user is told of an exception.
 *
 * @param message one line
 * @param exitCode as cli.md numbers them
 */
record Failure(String message, int exitCode) {
  static final int FAILED = 1;
  static final int WRONG_USE = 2;
  static final int OUTCOME_UNKNOWN = 3;
  static final int INTERRUPTED = 130;

  /** How Hadoop's client says that a service did not answer. */
  private static final Pattern CALL =
      Pattern.compile("(?:to|at) ([\\w.-]+(?:/[\\d.:]+)?:\\d+) (?:failed|timed out)");

  static Failure of(Throwable thrown, String command) {
    if (thrown instanceof InterruptedException) {
      return interrupted(command, "run it again");
    }
    if (thrown instanceof GranaryException failure) {
      int code =
          failure instanceof InvalidRequestException
              ? WRONG_USE
              : failure instanceof OutcomeUnknownException ? OUTCOME_UNKNOWN : FAILED;
      return new Failure(StorageRefusal.line(failure), code);
    }
    String refused =
        StorageRefusal.in(thrown)
            .map(words -> "Cannot finish " + command + ": " + words)
            .orElseGet(() -> "Cannot finish " + command + ": " + oneLine(thrown));
    return new Failure(unreachable(thrown, command).orElse(refused), FAILED);
  }

  /** A command that its user stopped. */
  static Failure interrupted(String command, String next) {
    return new Failure("Cannot finish " + command + ": it was interrupted; " + next, INTERRUPTED);
  }

  private static Optional<String> unreachable(Throwable thrown, String command) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String message = t.getMessage();
      if (t instanceof IOException && message != null) {
        Matcher call = CALL.matcher(message);
        if (call.find()) {
          return Optional.of(
              "Cannot finish " + command + ": " + call.group(1) + " does not answer");
        }
      }
    }
    return Optional.empty();
  }

  /** A failure's message on one line; with its type where it is not one of ours. */
  static String oneLine(Throwable thrown) {
    String message = thrown.getMessage();
    String type = thrown.getClass().getSimpleName();
    if (message == null || message.isBlank()) {
      return type;
    }
    String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
    return thrown instanceof GranaryException ? line : line + " (" + type + ")";
  }
}
