package granary.jobs.run;

import granary.failure.GranaryException;
import granary.failure.InvalidRequestException;
import granary.jobs.query.ResultFile;
import granary.settings.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Runs the steps of a job file one after the other, up to the first failure. A run that ended early
 * is taken up under its ID: what has succeeded is left out, and an ingest has the same commit ID,
 * so that it adds nothing twice. Runs in the client; used by one thread.
 */
public final class JobFileRun {
  /** The exit code of a command that could not learn whether its work was done. */
  private static final int OUTCOME_UNKNOWN = 3;

  /** What lets a command of datasets pass whose work was done already. */
  private static final Map<String, String> WHERE_DONE =
      Map.of("create", "--if-not-exists", "drop", "--if-exists");

  private final JobFile file;
  private final String run;
  private final Surroundings around;

  /**
   * What a run works with.
   *
   * @param commands runs the steps that are commands
   * @param tasks runs the steps that are the user's own classes
   * @param settings for the root, below which the run's state is kept
   * @param hadoop the cluster's configuration
   * @param clock the time
   * @param messages is told which step begins
   */
  public record Surroundings(
      Commands commands,
      OwnTasks tasks,
      Settings settings,
      Configuration hadoop,
      InstantSource clock,
      PrintStream messages) {}

  /**
   * A run.
   *
   * @param run its ID
   */
  public JobFileRun(JobFile file, String run, Surroundings around) {
    this.file = file;
    this.run = run;
    this.around = around;
  }

  /**
   * Checks the words of all steps, before anything runs.
   *
   * @throws InvalidRequestException at the first that is wrong, with its line
   */
  public static void check(JobFile file, Commands commands) {
    for (JobStep step : file.steps()) {
      if (step.work() instanceof JobStep.Command command) {
        try {
          commands.check(command.words());
        } catch (InvalidRequestException e) {
          throw new InvalidRequestException(
              "Cannot use step "
                  + step.id()
                  + ": "
                  + e.getMessage()
                  + " ("
                  + file.file()
                  + ":"
                  + step.line()
                  + ")",
              e);
        }
      }
    }
  }

  /**
   * Runs what is not done yet.
   *
   * @throws InvalidRequestException if a step that was done has changed in the file since
   * @throws granary.failure.UnavailableException if the run's state cannot be read or written
   * @throws InterruptedException if the user stopped it; the same ID takes it up
   */
  public RunReport run() throws InterruptedException {
    Instant begin = around.clock().instant();
    RunRecord record = RunRecord.open(run, around.settings(), around.hadoop());
    refuseChanges(record);
    List<RunReport.Step> steps = new ArrayList<>();
    String error = null;
    for (JobStep step : file.steps()) {
      if (record.state(step.id()) == StepState.SUCCEEDED) {
        steps.add(done(step));
      } else if (error != null) {
        steps.add(waiting(step));
      } else {
        RunReport.Step ran = run(step, record);
        steps.add(ran);
        error = ran.error() == null ? null : "Cannot finish step " + step.id() + ": " + ran.error();
      }
    }
    return new RunReport(
        run,
        error == null ? StepState.SUCCEEDED : StepState.FAILED,
        file.file().toString(),
        file.parameters(),
        seconds(begin),
        error,
        steps);
  }

  /** One that failed may be mended; of any other, what it did was what the file said then. */
  private void refuseChanges(RunRecord record) {
    for (JobStep step : file.steps()) {
      boolean done = record.state(step.id()) == StepState.SUCCEEDED;
      if ((done || record.isUnsettled(step.id())) && isChanged(step, record)) {
        throw new InvalidRequestException(
            "Cannot go on with run "
                + run
                + ": step "
                + step.id()
                + " has changed since it was "
                + (done
                    ? "done; begin another run with another ID ("
                    : "begun, and may have been done as it was; run the file as it was, or begin"
                        + " another run with another ID (")
                + file.file()
                + ":"
                + step.line()
                + ")");
      }
    }
  }

  private static boolean isChanged(JobStep step, RunRecord record) {
    return !record.work(step.id()).equals(step.work().toString());
  }

  private static RunReport.Step done(JobStep step) {
    return new RunReport.Step(
        step.id(), step.kind(), StepState.SUCCEEDED, true, null, 0, null, null);
  }

  private static RunReport.Step waiting(JobStep step) {
    return new RunReport.Step(
        step.id(), step.kind(), StepState.WAITING, false, null, 0, null, null);
  }

  private RunReport.Step run(JobStep step, RunRecord record) throws InterruptedException {
    around.messages().println("== " + step.id() + ": " + words(step));
    Instant begin = around.clock().instant();
    Again again =
        isChanged(step, record)
            ? new Again(false, false, outputIsFree(step))
            : new Again(true, record.isUnsettled(step.id()), record.ownsOutput(step.id()));
    record.put(step.id(), entry(step, StepState.RUNNING, again));
    Commands.Outcome outcome;
    try {
      outcome = outcome(step, again);
    } catch (InterruptedException e) {
      stopped(step, record, again, e);
      throw e;
    }
    StepState state = outcome.exitCode() == 0 ? StepState.SUCCEEDED : StepState.FAILED;
    boolean unknown = outcome.exitCode() == OUTCOME_UNKNOWN;
    record.put(
        step.id(), new RunRecord.Entry(state, step.work().toString(), unknown, again.ownsOutput()));
    return new RunReport.Step(
        step.id(),
        step.kind(),
        state,
        false,
        outcome.exitCode(),
        seconds(begin),
        outcome.result(),
        outcome.error() == null && outcome.exitCode() != 0
            ? "it ended with exit code " + outcome.exitCode()
            : outcome.error());
  }

  /** The interrupt is what the caller hears of; that it was not recorded goes with it. */
  private static void stopped(
      JobStep step, RunRecord record, Again again, InterruptedException interrupt) {
    try {
      record.put(step.id(), entry(step, StepState.INTERRUPTED, again));
    } catch (GranaryException e) {
      interrupt.addSuppressed(e);
    }
  }

  /**
   * How a step runs that was perhaps tried before.
   *
   * @param tried whether it was
   * @param begun whether it may have been done
   * @param ownsOutput whether what is now where it writes to is its own
   */
  private record Again(boolean tried, boolean begun, boolean ownsOutput) {}

  private static RunRecord.Entry entry(JobStep step, StepState state, Again again) {
    return new RunRecord.Entry(state, step.work().toString(), false, again.ownsOutput());
  }

  private boolean outputIsFree(JobStep step) {
    if (!(step.work() instanceof JobStep.Command command) || !step.kind().equals("query")) {
      return false;
    }
    Optional<String> output = value(command.words(), "--output");
    try {
      return output.isPresent() && !ResultFile.isThere(output.get(), around.hadoop());
    } catch (IOException | IllegalArgumentException e) {
      // The step itself says what is wrong with it, and replaces nothing then.
      return false;
    }
  }

  private static String words(JobStep step) {
    return step.work() instanceof JobStep.Command command
        ? String.join(" ", command.words())
        : step.kind();
  }

  private Commands.Outcome outcome(JobStep step, Again again) throws InterruptedException {
    if (step.work() instanceof JobStep.Command command) {
      return around.commands().run(words(step, command, again));
    }
    return around.tasks().run(run, step);
  }

  /**
   * An ingest has the same commit ID each time, a query may replace what it wrote itself, and what
   * was made or dropped before the run was killed is taken for this step's work.
   */
  private List<String> words(JobStep step, JobStep.Command command, Again again) {
    List<String> words = new ArrayList<>(command.words());
    if (step.kind().equals("ingest") && !has(words, "--id")) {
      words.add("--id=" + run + "." + step.id());
    }
    if (again.tried() && again.ownsOutput() && !has(words, "--overwrite")) {
      words.add("--overwrite");
    }
    if (again.begun() && words.size() > 1 && words.get(0).equals("dataset")) {
      String option = WHERE_DONE.get(words.get(1));
      if (option != null && !has(words, option)) {
        words.add(option);
      }
    }
    return words;
  }

  /** The value of an option, in one word with it or in the next; the last one that is given. */
  private static Optional<String> value(List<String> words, String option) {
    Optional<String> value = Optional.empty();
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).startsWith(option + "=")) {
        value = Optional.of(words.get(i).substring(option.length() + 1));
      } else if (words.get(i).equals(option) && i + 1 < words.size()) {
        value = Optional.of(words.get(i + 1));
      }
    }
    return value;
  }

  private static boolean has(List<String> words, String option) {
    return words.stream().anyMatch(word -> word.equals(option) || word.startsWith(option + "="));
  }

  private double seconds(Instant begin) {
    return Duration.between(begin, around.clock().instant()).toMillis() / 1000.0;
  }

  /** Runs steps that are classes of the user's own. */
  public interface OwnTasks {
    /**
     * Runs one as a job.
     *
     * @throws InterruptedException if the user stopped it
     */
    Commands.Outcome run(String run, JobStep step) throws InterruptedException;
  }
}
