package granary.commandline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The client on the other versions of Java that are installed beside the one that runs the tests.
 */
@ExtendWith(SharedCluster.class)
final class OtherJavaIT {
  private static final int OLDEST = 17;

  private final ProcessCluster cluster;
  private final Path directory;

  OtherJavaIT(ProcessCluster cluster) {
    this.cluster = cluster;
    this.directory = cluster.work("other-java");
  }

  @Test
  void runsWithoutAWordOfWarning() throws Exception {
    List<Path> homes = otherHomes();
    assumeThat(homes).as("other versions of Java on this machine").isNotEmpty();
    Path csv = Files.writeString(directory.resolve("rows.csv"), "id,at\n1,2026-11-22T10:00:00Z\n");
    for (Path home : homes) {
      String dataset = "java_" + version(home);
      CommandResult result =
          cluster.granaryOn(home, "--json", "run", jobFile(dataset, csv).toString()).succeeded();

      JsonNode report = result.json();
      assertThat(report.at("/steps/0/result/java").asText()).startsWith(version(home) + ".");
      assertThat(report.at("/steps/2/result/rowsWritten").asInt()).isEqualTo(1);
      assertThat(report.at("/steps/3/result/rows").toString()).isEqualTo("[[1]]");
      assertThat(result.err()).doesNotContain("WARNING");
    }
  }

  private Path jobFile(String dataset, Path csv) throws IOException {
    return Files.writeString(
        directory.resolve(dataset + ".yaml"),
        """
        name: other-java
        steps:
          - command: version
          - command: dataset create %1$s --from %2$s --time-field at
          - ingest: %1$s
            source: here
            from: %2$s
          - query: SELECT id FROM %1$s
          - command: dataset drop %1$s --purge
        """
            .formatted(dataset, csv));
  }

  /** Java of another version that lies beside ours; links among them are left out. */
  private static List<Path> otherHomes() throws IOException {
    Path ours = Path.of(System.getProperty("java.home")).toRealPath();
    List<Path> homes = new ArrayList<>();
    try (Stream<Path> siblings = Files.list(ours.resolveSibling(""))) {
      for (Path sibling : siblings.filter(path -> !Files.isSymbolicLink(path)).toList()) {
        if (Files.isExecutable(sibling.resolve("bin").resolve("java"))
            && version(sibling) > OLDEST
            && version(sibling) != version(ours)) {
          homes.add(sibling);
        }
      }
    }
    return homes;
  }

  /** 17 for 17.0.15; 0 if the directory does not say. */
  private static int version(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isReadable(release)) {
      return 0;
    }
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(release)) {
      properties.load(reader);
    }
    String version = properties.getProperty("JAVA_VERSION", "\"0\"").replace("\"", "");
    return Integer.parseInt(version.split("\\D", 2)[0]);
  }
}
