package granary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import granary.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
  private static final Path SHIPPED = Path.of("../conf/granary.yaml");
  private static final Pattern KEY = Pattern.compile("# ([a-z][a-z.-]*): (.*)");

  @TempDir Path directory;

  private Map<String, String> read(String yaml) throws IOException {
    return SettingsFile.read(Files.writeString(directory.resolve("settings.yaml"), yaml));
  }

  @Test
  void dottedAndNestedKeysAreTheSame() throws IOException {
    assertThat(read("hive.url: \"\"\nhive:\n  timeout: 5s\nquery:\n  tasks:\n    min: 4\n"))
        .isEqualTo(Map.of("hive.url", "", "hive.timeout", "5s", "query.tasks.min", "4"));
  }

  @Test
  void aFileOfCommentsSaysNothing() throws IOException {
    assertThat(read("# root: /granary\n\n   # more\n")).isEmpty();
  }

  @Test
  void aKeyTwiceIsRefused() {
    assertThatThrownBy(() -> read("hive.url: a\nhive:\n  url: b\n"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("hive.url is there twice");
    assertThatThrownBy(() -> read("root: a\nroot: b\n"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("Duplicate");
  }

  @Test
  void whatIsNotAMappingIsRefused() {
    assertThatThrownBy(() -> read("- a\n- b\n")).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> read("root: [a, b]\n")).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> read("root: \"a\n")).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> SettingsFile.read(directory.resolve("none.yaml")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("no such file");
  }

  @Test
  void theShippedFileListsEveryKeyWithItsDefaultAndMeaning() throws IOException {
    List<String> shipped = new ArrayList<>();
    StringBuilder comment = new StringBuilder();
    for (String line : Files.readAllLines(SHIPPED)) {
      Matcher key = KEY.matcher(line);
      if (key.matches()) {
        shipped.add(key.group(1) + " = " + unquoted(key.group(2)) + " | " + comment);
        comment.setLength(0);
      } else if (line.startsWith("# ")) {
        comment.append(comment.isEmpty() ? "" : " ").append(line.substring(2));
      } else {
        comment.setLength(0);
      }
    }
    List<String> known = new ArrayList<>();
    for (Setting<?> setting : KnownSettings.all()) {
      known.add(setting.key() + " = " + setting.defaultText() + " | " + setting.description());
    }
    assertThat(shipped).as("conf/granary.yaml, which is to read:\n" + expected()).isEqualTo(known);
  }

  @Test
  void theShippedFileChangesNothing() {
    assertThat(SettingsFile.read(SHIPPED)).isEmpty();
  }

  private static String unquoted(String value) {
    return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
  }

  private static String expected() {
    StringBuilder text = new StringBuilder();
    for (Setting<?> setting : KnownSettings.all()) {
      text.append("\n# ").append(setting.description());
      text.append("\n# ").append(setting.key()).append(": ");
      text.append(setting.defaultText().isEmpty() ? "\"\"" : setting.defaultText()).append('\n');
    }
    return text.toString();
  }
}
