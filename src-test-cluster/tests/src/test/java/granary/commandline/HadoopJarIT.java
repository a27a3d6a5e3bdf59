package granary.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import granary.harness.CommandResult;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code hadoop jar granary.jar …}: on the class paths of the Hadoop releases that it serves, which
 * hold other versions of many libraries.
 */
@ExtendWith(SharedCluster.class)
final class HadoopJarIT {
  private final ProcessCluster cluster;
  private final Path directory;

  HadoopJarIT(ProcessCluster cluster) {
    this.cluster = cluster;
    this.directory = cluster.work("hadoop-jar");
  }

  @ParameterizedTest
  @CsvSource({"3.5.0, hadoop-runtime", "3.4.3, hadoop-3.4", "3.3.6, hadoop-3.3"})
  void runsOnHadoopsClassPath(String release, String module) throws Exception {
    Hadoop hadoop = new Hadoop(module);
    assertThat(hadoop.jar("version", "--json").succeeded().json().path("hadoop").asText())
        .isEqualTo(release);
    String dataset = "hadoop_jar_" + release.replace('.', '_');

    Files.writeString(
        directory.resolve("hadoop_jar.avsc"),
        """
        {"type": "record", "name": "visits", "fields": [
          {"name": "id", "type": "long"},
          {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
        """);
    Files.writeString(directory.resolve("rows.csv"), "id,at\n1,2026-11-22T10:00:00Z\n");
    // One process for all: to start one costs more than what is done here.
    Path file =
        Files.writeString(
            directory.resolve(dataset + ".yaml"),
            """
            name: hadoop-jar
            steps:
              - command: dataset create ${name} --schema %1$s/hadoop_jar.avsc --time-field at
              - ingest: ${name}
                source: here
                from: %1$s/rows.csv
              - query: SELECT id FROM ${name}
              - command: dataset list
              - command: dataset drop ${name} --purge
            """
                .formatted(directory));
    JsonNode report =
        hadoop
            .jar(
                "run",
                file.toString(),
                "--param",
                "name=" + dataset,
                "--execution",
                "local",
                "--json")
            .succeeded()
            .json();
    assertThat(report.at("/steps/1/result/rowsWritten").asInt()).isEqualTo(1);
    assertThat(report.at("/steps/2/result/rows").toString()).isEqualTo("[[1]]");
    assertThat(report.at("/steps/3/result").findValuesAsText("name")).contains(dataset);
    assertThat(hadoop.jar("dataset", "show", dataset).exitedWith(2).err()).contains(dataset);
  }

  /** The {@code hadoop} command of one release, whose class path a module holds. */
  private final class Hadoop {
    private final String module;

    Hadoop(String module) {
      this.module = module;
    }

    CommandResult jar(String... words) throws IOException, InterruptedException {
      Path installation = ProcessCluster.installation();
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
      // Releases before 3.5 need it on Java 17; operators give it in HADOOP_OPTS.
      command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
      command.add("-Djava.io.tmpdir=" + directory);
      command.add("-cp");
      Path classPath = installation.resolve("src-test-cluster/" + module + "/target/classpath");
      command.add(cluster.confDir() + File.pathSeparator + Files.readString(classPath).strip());
      command.add("org.apache.hadoop.util.RunJar");
      command.add(installation.resolve("jobs/target/granary.jar").toString());
      command.addAll(List.of(words));
      File out = directory.resolve("out").toFile();
      File err = directory.resolve("err").toFile();
      ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out).redirectError(err);
      builder.environment().put("HADOOP_CONF_DIR", cluster.confDir().toString());
      // Else the whole jar is unpacked for each command.
      builder.environment().put("HADOOP_CLIENT_SKIP_UNJAR", "true");
      Process process = builder.start();
      if (!process.waitFor(3, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
      }
      return new CommandResult(
          List.of(words),
          process.exitValue(),
          Files.readString(out.toPath()),
          Files.readString(err.toPath()));
    }
  }
}
