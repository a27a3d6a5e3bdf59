package granary.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the README says, done: its commands as they stand there, and the quick start. */
@ExtendWith(SharedCluster.class)
final class ReadmeIT {
  private static final String COMMAND = "scripts/granary ";
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  private final ProcessCluster cluster;

  ReadmeIT(ProcessCluster cluster) {
    this.cluster = cluster;
  }

  @Test
  void everyCommandOfTheReadmeWorksAsItStandsThere() throws IOException {
    List<List<String>> commands = new ArrayList<>();
    boolean fenced = false;
    for (String line : Files.readAllLines(ProcessCluster.installation().resolve("README.md"))) {
      fenced ^= line.startsWith("```");
      if (fenced && line.startsWith(COMMAND)) {
        commands.add(words(line.substring(COMMAND.length())));
      }
    }
    assertThat(commands).hasSizeGreaterThan(5);
    for (List<String> words : commands) {
      cluster.granary(words.toArray(String[]::new)).succeeded();
    }
  }

  @Test
  void theQuickStartEndsWithTheSameAnswerFromYarnAndFromHive() {
    CommandResult quickstart = cluster.script("quickstart").succeeded();
    assertThat(quickstart.out()).contains("== Ingest it again", "Nothing new");
    Matcher groceries = Pattern.compile("(?m)^groceries .*$").matcher(quickstart.out());
    List<String> answers = new ArrayList<>();
    while (groceries.find()) {
      answers.add(groceries.group().replaceAll("\\s+", " "));
    }
    assertThat(answers).hasSize(2);
    assertThat(answers.get(0)).isEqualTo(answers.get(1));
    cluster.granary("dataset", "drop", "transactions", "--purge").succeeded();
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return words;
  }
}
