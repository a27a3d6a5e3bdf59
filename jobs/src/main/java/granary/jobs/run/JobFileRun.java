package granary.jobs.run;

import granary.failure.GranaryException;
import granary.failure.InvalidRequestException;
import granary.settings.Settings;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Runs the steps of a job file one after the other, up to the first failure. A run that ended early
 * is taken up under its ID: what has succeeded is left out, and an ingest has the same commit ID,
 * so that it adds nothing twice. Runs in the client; used by one thread.
 */
public final class JobFileRun {
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
      StepState before = record.state(step.id());
      if (before == StepState.SUCCEEDED) {
        steps.add(done(step));
      } else if (error != null) {
        steps.add(waiting(step));
      } else {
        RunReport.Step ran = run(step, before, record);
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

  private void refuseChanges(RunRecord record) {
    for (JobStep step : file.steps()) {
      boolean done = record.state(step.id()) == StepState.SUCCEEDED;
      if (done && !record.work(step.id()).equals(step.work().toString())) {
        throw new InvalidRequestException(
            "Cannot go on with run "
                + run
                + ": step "
                + step.id()
                + " has changed since it was done; begin another run with another ID ("
                + file.file()
                + ":"
                + step.line()
                + ")");
      }
    }
  }

  private static RunReport.Step done(JobStep step) {
    return new RunReport.Step(
        step.id(), step.kind(), StepState.SUCCEEDED, true, null, 0, null, null);
  }

  private static RunReport.Step waiting(JobStep step) {
    return new RunReport.Step(
        step.id(), step.kind(), StepState.WAITING, false, null, 0, null, null);
  }

  private RunReport.Step run(JobStep step, StepState before, RunRecord record)
      throws InterruptedException {
    around.messages().println("== " + step.id() + ": " + words(step));
    Instant begin = around.clock().instant();
    String work = step.work().toString();
    record.put(step.id(), StepState.RUNNING, work);
    Commands.Outcome outcome;
    try {
      outcome = outcome(step, before != StepState.WAITING);
    } catch (InterruptedException e) {
      stopped(step, record, e);
      throw e;
    }
    StepState state = outcome.exitCode() == 0 ? StepState.SUCCEEDED : StepState.FAILED;
    record.put(step.id(), state, work);
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
  private static void stopped(JobStep step, RunRecord record, InterruptedException interrupt) {
    try {
      record.put(step.id(), StepState.INTERRUPTED, step.work().toString());
    } catch (GranaryException e) {
      interrupt.addSuppressed(e);
    }
  }

  private static String words(JobStep step) {
    return step.work() instanceof JobStep.Command command
        ? String.join(" ", command.words())
        : step.kind();
  }

  private Commands.Outcome outcome(JobStep step, boolean again) throws InterruptedException {
    if (step.work() instanceof JobStep.Command command) {
      return around.commands().run(words(step, command, again));
    }
    return around.tasks().run(run, step);
  }

  /** An ingest has the same commit ID each time; a query may replace what it wrote itself. */
  private List<String> words(JobStep step, JobStep.Command command, boolean again) {
    List<String> words = new ArrayList<>(command.words());
    if (step.kind().equals("ingest") && !has(words, "--id")) {
      words.add("--id=" + run + "." + step.id());
    }
    boolean rewrites = again && step.kind().equals("query") && has(words, "--output");
    if (rewrites && !has(words, "--overwrite")) {
      words.add("--overwrite");
    }
    return words;
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
