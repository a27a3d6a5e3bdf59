package granary.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import granary.ledger.LedgerSettings;
import granary.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFileRunTest {
  private static final String CHAIN =
      """
      steps:
        - {id: load, ingest: shop, source: web, from: a.csv}
        - {id: totals, query: SELECT 1, output: /out.csv}
        - {id: tidy, command: hive sync shop}
      """;

  @TempDir Path directory;

  /** Commands that note what they were given, and fail where they are told to. */
  private static final class NotingCommands implements Commands {
    private final List<String> ran = new ArrayList<>();
    private String failing = "";
    private String interrupted = "";

    @Override
    public void check(List<String> words) {
      if (words.contains("--wrong=1")) {
        throw new InvalidRequestException("Cannot run: wrong");
      }
    }

    @Override
    public Outcome run(List<String> words) throws InterruptedException {
      ran.add(String.join(" ", words));
      if (words.get(0).equals(interrupted)) {
        throw new InterruptedException();
      }
      return words.get(0).equals(failing)
          ? new Outcome(3, null, "Cannot do it")
          : new Outcome(0, Map.of(), null);
    }
  }

  private final NotingCommands commands = new NotingCommands();

  private RunReport run(String yaml) throws IOException, InterruptedException {
    JobFile file =
        JobFileReader.read(Files.writeString(directory.resolve("n.yaml"), yaml), Map.of());
    JobFileRun.check(file, commands);
    Settings settings =
        Settings.of(
            LedgerSettings.all(),
            List.of(Map.of("root", directory.resolve("root").toUri().toString())));
    return new JobFileRun(
            file,
            "r1",
            new JobFileRun.Surroundings(
                commands,
                (run, step) -> new Commands.Outcome(0, Map.of(), null),
                settings,
                new Configuration(),
                () -> Instant.EPOCH,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)))
        .run();
  }

  @Test
  void stopsAtTheFirstFailureAndIsTakenUpThere() throws Exception {
    commands.failing = "query";
    RunReport failed = run(CHAIN);

    assertThat(failed.state()).isEqualTo(StepState.FAILED);
    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.error()).isEqualTo("Cannot finish step totals: Cannot do it");
    assertThat(failed.steps())
        .extracting(RunReport.Step::state)
        .containsExactly(StepState.SUCCEEDED, StepState.FAILED, StepState.WAITING);

    commands.failing = "";
    RunReport done = run(CHAIN);

    assertThat(done.exitCode()).isZero();
    assertThat(done.steps())
        .extracting(RunReport.Step::earlier)
        .containsExactly(true, false, false);
    assertThat(commands.ran)
        .containsExactly(
            "ingest shop --source=web --from=a.csv --id=r1.load",
            "query SELECT 1 --output=/out.csv",
            "query SELECT 1 --output=/out.csv --overwrite",
            "hive sync shop");
  }

  @Test
  void aRunThatWasStoppedRepeatsTheStepUnderTheSameCommitId() throws Exception {
    commands.interrupted = "ingest";
    assertThatThrownBy(() -> run(CHAIN)).isInstanceOf(InterruptedException.class);

    commands.interrupted = "";
    assertThat(run(CHAIN).state()).isEqualTo(StepState.SUCCEEDED);
    assertThat(commands.ran.get(0)).isEqualTo(commands.ran.get(1));
  }

  @Test
  void aStepThatChangedSinceItWasDoneIsRefused() throws Exception {
    run(CHAIN);
    assertThatThrownBy(() -> run(CHAIN.replace("a.csv", "b.csv")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("Cannot go on with run r1: step load has changed")
        .hasMessageEndingWith("n.yaml:2)");
  }

  @Test
  void allWordsAreCheckedBeforeAnythingRuns() {
    assertThatThrownBy(() -> run(CHAIN + "  - {id: bad, query: SELECT 2, wrong: 1}\n"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("Cannot use step bad: ")
        .hasMessageEndingWith("n.yaml:5)");
    assertThat(commands.ran).isEmpty();
  }
}
