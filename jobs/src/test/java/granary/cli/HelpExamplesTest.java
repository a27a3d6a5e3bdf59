package granary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import granary.jobs.run.CommandWords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the help shows, done as it stands there. */
class HelpExamplesTest {
  private static final String COMMAND = "  granary ";

  @TempDir Path directory;

  static Stream<String> examples() {
    List<String> examples = new ArrayList<>();
    collect(CommandTree.of(new GlobalOptions()), examples);
    return examples.stream().distinct();
  }

  private static void collect(CommandLine command, List<String> examples) {
    // Wide, so that no example is broken into lines.
    command.setUsageHelpAutoWidth(false).setUsageHelpWidth(400);
    command
        .getUsageMessage()
        .lines()
        .filter(line -> line.startsWith(COMMAND))
        .map(line -> line.substring(COMMAND.length()))
        .forEach(examples::add);
    command.getSubcommands().values().forEach(sub -> collect(sub, examples));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsACommand(String example) {
    String[] words = CommandWords.split(example).toArray(String[]::new);
    assertThatCode(() -> CommandTree.of(new GlobalOptions()).parseArgs(words))
        .doesNotThrowAnyException();
  }

  @Test
  void thereIsAnExampleForEachCommand() {
    assertThat(examples()).hasSizeGreaterThan(20);
  }

  @Test
  void bashTakesTheCompletionScriptAndCompletesFromIt() throws IOException, InterruptedException {
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    int code =
        GranaryMain.run(
            new String[] {"completion", "bash"},
            new PrintStream(script, true, StandardCharsets.UTF_8),
            System.err);
    assertThat(code).isZero();
    Path file = Files.write(directory.resolve("completion"), script.toByteArray());
    Path out = directory.resolve("out");
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source '"
                    + file
                    + "' && COMP_WORDS=(granary dataset cr) COMP_CWORD=2 && _complete_granary"
                    + " && echo \"${COMPREPLY[@]}\"")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(out.toFile())
            .start();
    assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(out)).isEqualTo("create\n");
    assertThat(bash.exitValue()).isZero();
  }
}
