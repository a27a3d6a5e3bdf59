package granary.cli;

import granary.failure.InvalidRequestException;
import granary.jobs.run.Commands;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FSError;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Commands as steps of a job file: they share the session of the command that runs the file. */
final class StepCommands implements Commands {
  private final LiveSession session;

  StepCommands(LiveSession session) {
    this.session = session;
  }

  @Override
  public void check(List<String> words) {
    LeafCommand ignored = command(words);
  }

  private static LeafCommand command(List<String> words) {
    GlobalOptions options = new GlobalOptions();
    CommandLine root = CommandTree.of(options);
    try {
      ParseResult parsed = root.parseArgs(words.toArray(String[]::new));
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      if (!options.given().isEmpty()) {
        throw new InvalidRequestException(
            "Cannot use " + options.given() + " in a step: give it to granary run");
      }
      CommandLine found = parsed.commandSpec().commandLine();
      if (found.getCommand() instanceof LeafCommand leaf) {
        return leaf;
      }
      throw new InvalidRequestException(WrongUse.missingCommand(found));
    } catch (ParameterException e) {
      throw new InvalidRequestException(WrongUse.message(e, words), e);
    }
  }

  @Override
  public Outcome run(List<String> words) throws InterruptedException {
    LeafCommand command = command(words);
    return outcome(
        words.get(0),
        () -> {
          Report report = command.run(session);
          session.endProgress();
          session
              .rowsOut()
              .ifPresent(
                  out -> {
                    out.print(report.lines());
                    out.flush();
                  });
          return report;
        });
  }

  /** What became of some work, its failure as a user is told of it. */
  Outcome outcome(String name, Callable<?> work) throws InterruptedException {
    try {
      Object result = work.call();
      return result instanceof Report report
          ? new Outcome(report.exitCode(), report.json(), null)
          : new Outcome(0, result, null);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | LinkageError | FSError e) {
      if (session.isStopped()) {
        InterruptedException interrupt = new InterruptedException(e.getMessage());
        interrupt.initCause(e);
        throw interrupt;
      }
      session.trace(e);
      Failure failure = Failure.of(e, name);
      return new Outcome(failure.exitCode(), null, failure.message());
    } finally {
      session.endProgress();
    }
  }
}
