package granary.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import granary.ledger.LedgerSettings;
import granary.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFileRunTest {
  private static final String CHAIN =
      """
      steps:
        - {id: load, ingest: shop, source: web, from: a.csv}
        - {id: totals, query: SELECT 1, output: "${out}"}
        - {id: tidy, command: hive sync shop}
      """;

  @TempDir Path directory;

  /**
   * Commands that note what they were given, of which queries do something, and fail where they are
   * told to.
   */
  private static final class NotingCommands implements Commands {
    private final List<String> ran = new ArrayList<>();
    private String failing = "";
    private String interrupted = "";
    private int exitCode = 1;
    private Runnable effect = () -> {};

    @Override
    public void check(List<String> words) {
      if (words.contains("--wrong=1")) {
        throw new InvalidRequestException("Cannot run: wrong");
      }
    }

    @Override
    public Outcome run(List<String> words) throws InterruptedException {
      ran.add(String.join(" ", words));
      if (words.get(0).equals("query")) {
        effect.run();
      }
      if (words.get(0).equals(interrupted)) {
        throw new InterruptedException();
      }
      return words.get(0).equals(failing)
          ? new Outcome(exitCode, null, "Cannot do it")
          : new Outcome(0, Map.of(), null);
    }
  }

  private final NotingCommands commands = new NotingCommands();

  private Path out() {
    return directory.resolve("out.csv");
  }

  private void write(String text) {
    try {
      Files.writeString(out(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RunReport run(String yaml) throws IOException, InterruptedException {
    JobFile file =
        JobFileReader.read(
            Files.writeString(directory.resolve("n.yaml"), yaml), Map.of("out", out().toString()));
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
    assertThat(failed.exitCode()).isEqualTo(1);
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
            "query SELECT 1 --output=" + out(),
            "query SELECT 1 --output=" + out() + " --overwrite",
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
  void aQueryReplacesWhatItWroteItselfAndNeverWhatWasThereBefore() throws Exception {
    commands.interrupted = "query";
    commands.effect = () -> write("its own");
    assertThatThrownBy(() -> run(CHAIN)).isInstanceOf(InterruptedException.class);
    commands.interrupted = "";
    assertThat(run(CHAIN).exitCode()).isZero();
    assertThat(commands.ran).contains("query SELECT 1 --output=" + out() + " --overwrite");

    commands.ran.clear();
    write("somebody else's");
    commands.failing = "query";
    String other = CHAIN.replace("id: totals", "id: others");
    assertThat(run(other).exitCode()).isEqualTo(1);
    commands.interrupted = "query";
    assertThatThrownBy(() -> run(other)).isInstanceOf(InterruptedException.class);
    assertThatThrownBy(() -> run(other)).isInstanceOf(InterruptedException.class);
    assertThat(commands.ran).hasSize(3).allMatch(("query SELECT 1 --output=" + out())::equals);
  }

  @ParameterizedTest
  @CsvSource({"interrupted,0", "failed,3"})
  void aStepThatMayHaveBeenDoneIsNotChanged(String how, int exitCode) throws Exception {
    commands.exitCode = exitCode;
    commands.interrupted = how.equals("interrupted") ? "ingest" : "";
    commands.failing = how.equals("failed") ? "ingest" : "";
    if (how.equals("interrupted")) {
      assertThatThrownBy(() -> run(CHAIN)).isInstanceOf(InterruptedException.class);
    } else {
      assertThat(run(CHAIN).exitCode()).isEqualTo(3);
    }
    commands.interrupted = "";
    commands.failing = "";

    // Its commit has the same ID: what the new words name would be taken for ingested.
    assertThatThrownBy(() -> run(CHAIN.replace("a.csv", "b.csv")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("Cannot go on with run r1: step load has changed since it was")
        .hasMessageContaining("may have been done as it was")
        .hasMessageEndingWith("n.yaml:2)");
    assertThat(run(CHAIN).exitCode()).isZero();
  }

  @Test
  void aStepThatFailedMayBeMended() throws Exception {
    commands.failing = "ingest";
    assertThat(run(CHAIN).exitCode()).isEqualTo(1);
    commands.failing = "";
    assertThat(run(CHAIN.replace("a.csv", "b.csv")).exitCode()).isZero();
    assertThat(commands.ran.get(1)).contains("--from=b.csv").endsWith("--id=r1.load");
  }

  @ParameterizedTest
  @CsvSource({
    "dataset create shop --schema shop.avsc,--if-not-exists",
    "dataset drop shop,--if-exists",
  })
  void whatMayHaveBeenDoneBeforeAKillEndsNoRun(String words, String option) throws Exception {
    String yaml = "steps: [{id: one, command: " + words + "}]";
    commands.interrupted = "dataset";
    assertThatThrownBy(() -> run(yaml)).isInstanceOf(InterruptedException.class);
    commands.interrupted = "";
    commands.failing = "dataset";
    assertThat(run(yaml).exitCode()).isEqualTo(1);
    commands.failing = "";
    assertThat(run(yaml).exitCode()).isZero();

    // When it had failed it was known that it was not done.
    assertThat(commands.ran).containsExactly(words, words + " " + option, words);
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
