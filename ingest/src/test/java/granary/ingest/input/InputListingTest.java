package granary.ingest.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputListingTest {
  @TempDir Path directory;

  @Test
  void takesAFileOnceThatSeveralLinksLeadTo() throws IOException {
    Path real = Files.createDirectories(directory.resolve("in/real"));
    Files.writeString(real.resolve("a.csv"), "a\n");
    Files.writeString(directory.resolve("outside.csv"), "a\n");
    Path in = directory.resolve("in");
    Files.createSymbolicLink(in.resolve("0-file.csv"), Path.of("real/a.csv"));
    Files.createSymbolicLink(in.resolve("0-directory"), Path.of("real"));
    Files.createSymbolicLink(in.resolve("other.csv"), Path.of("../outside.csv"));
    Files.createSymbolicLink(in.resolve("other-again.csv"), Path.of("../outside.csv"));
    assertThat(names(in.toString())).hasSize(2).contains("in/real/a.csv");
    assertThat(names(in + "/*")).hasSize(2).contains("in/real/a.csv");
    assertThat(names(in + "/0-file.csv")).containsExactly("in/0-file.csv");
    assertThat(names(in + "/0-directory")).containsExactly("in/0-directory/a.csv");
  }

  @Test
  void endsWhereALinkLeadsToADirectoryAroundIt() throws IOException {
    Files.writeString(directory.resolve("a.csv"), "a\n");
    Path below = Files.createDirectory(directory.resolve("below"));
    Files.createSymbolicLink(directory.resolve("self"), Path.of("."));
    Files.createSymbolicLink(below.resolve("up"), Path.of(".."));
    assertThat(names(directory.toString())).containsExactly("a.csv");
    assertThat(names(below.toString())).containsExactly("below/up/a.csv");
  }

  @Test
  void namesALinkThatLeadsNowhere() throws IOException {
    Path in = Files.createDirectories(directory.resolve("in/2026"));
    Files.writeString(in.resolve("a.csv"), "a\n");
    Path lost = Files.createSymbolicLink(in.resolve("b.csv"), directory.resolve("unmounted/b.csv"));
    for (String name : List.of("in", "in/2026", "in/*/*.csv", "in/*/{a,b}.csv", "i?/2026/b.csv")) {
      assertLost(name, "2026/b.csv");
    }
    assertLost("in/2026/b.csv", "2026/b.csv");
    assertThat(names("in/2026/a.csv")).containsExactly("in/2026/a.csv");
    assertThat(names("in/*/a.*")).containsExactly("in/2026/a.csv");
    Files.move(lost, in.resolve(".b.csv"));
    assertThat(names("in")).containsExactly("in/2026/a.csv");
    Files.createSymbolicLink(directory.resolve("in/2027"), directory.resolve("unmounted"));
    assertLost("in/*/a.csv", "in/2027");
    Files.createSymbolicLink(directory.resolve("self.csv"), Path.of("self.csv"));
    assertLost("self.csv", "self.csv");
  }

  private void assertLost(String name, String link) {
    assertThatThrownBy(() -> names(name))
        .as(name)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("Cannot ingest " + name + ": there is no such file")
        .hasMessageContaining(link + " is a symbolic link that leads nowhere");
  }

  @Test
  void namesAFileWhoseNameIsInAnotherCharset() throws Exception {
    Path in = Files.createDirectories(directory.resolve("in"));
    Files.writeString(in.resolve("a.csv"), "a\n");
    String[] make = {"sh", "-c", "printf 'a\n' > \"$(printf 'caf\\351.csv')\""};
    assertThat(new ProcessBuilder(make).directory(in.toFile()).start().waitFor()).isZero();
    for (String name : List.of("in", "in/*.csv", "*/*")) {
      assertThatThrownBy(() -> names(name))
          .as(name)
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining(".csv: its name cannot be read in this process's charset")
          .hasMessageContaining("LC_ALL=C.UTF-8");
    }
    assertThat(names("in/a*")).containsExactly("in/a.csv");
  }

  @Test
  void refusesWhatIsNeitherFileNorDirectory() throws IOException {
    Files.createSymbolicLink(directory.resolve("device.csv"), Path.of("/dev/null"));
    for (String name : List.of("", "device.csv", "*.csv", "/dev/null")) {
      assertThatThrownBy(
              () ->
                  new InputListing(new Configuration(), directory)
                      .files(
                          List.of(directory.resolve(name).toString()),
                          Optional.of(InputFormat.CSV)))
          .as(name)
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("it is a pipe, a socket or a device");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "[.csv, as a pattern it is wrong",
    "'{a.csv', as a pattern it is wrong",
    "*.csv, nothing is there",
    "'{x,y}.csv', nothing is there",
    "foo://host/a.csv, file: and hdfs: are read",
    "gone://host/a.csv, file: and hdfs: are read"
  })
  void saysWhatIsWrongWithAName(String name, String words) {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.gone.impl", "com.example.GoneFileSystem");
    assertThatThrownBy(
            () -> new InputListing(hadoop, directory).files(List.of(name), Optional.empty()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("Cannot ingest ")
        .hasMessageContaining(words);
  }

  /** The paths, from the temporary directory on. */
  private List<String> names(String name) {
    return new InputListing(new Configuration(), directory)
        .files(List.of(name), Optional.empty()).stream()
            .map(file -> directory.relativize(Path.of(java.net.URI.create(file.path()))).toString())
            .toList();
  }
}
