package granary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The frame of the command line, without a cluster. */
class CommandLineTest {
  private record Outcome(int code, String out, String err) {}

  private static Outcome granary(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        GranaryMain.run(
            words,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void versionNamesGranaryHadoopAndJava() {
    Outcome outcome = granary("version");

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("Granary ").contains("Hadoop 3.").contains("Java 1");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void jsonIsTheOnlyThingOnStandardOutput() {
    assertThat(granary("version", "--json").out()).startsWith("{\"version\":\"").endsWith("}\n");
    assertThat(granary("--json", "version").out()).startsWith("{\"version\":\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compact sales",
        "dataset evolve sales --schema x.avsc",
        "dataset set sales a=b",
        "tier plan sales",
        "tier apply sales",
        "expire sales",
        "backup sales --to hdfs:///backup",
        "restore hdfs:///backup --as sales"
      })
  void aPlannedCommandSaysThatItIsNotThereYet(String line) {
    Outcome outcome = granary(line.split(" "));

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).startsWith("Cannot run ").endsWith(": it is not there yet\n");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void aWrongWordGetsTheNearestOne() {
    Outcome outcome = granary("versoin");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo(
            "Cannot run granary: 'versoin' is not known here; did you mean version? (see granary"
                + " --help)\n");
  }

  @Test
  void anErrorIsAJsonDocumentToo() {
    Outcome outcome = granary("--json", "version", "--jsn");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).startsWith("{\"error\":\"Cannot run ").endsWith("\"exitCode\":2}\n");
    assertThat(outcome.err()).startsWith("Cannot run granary version: '--jsn'");
  }

  @Test
  void noCommandIsWrongUse() {
    Outcome outcome = granary();

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("version").hasLineCount(1);
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    assertHelp(CommandTree.of(new GlobalOptions()));
  }

  private static void assertHelp(picocli.CommandLine command) {
    Object described = command.getCommandSpec().userObject();
    if (described != null && !(described instanceof PlannedCommand)) {
      assertThat(command.getUsageMessage())
          .as(command.getCommandSpec().qualifiedName())
          .contains("Example:")
          .contains("--json");
    }
    command.getSubcommands().values().forEach(CommandLineTest::assertHelp);
  }
}
