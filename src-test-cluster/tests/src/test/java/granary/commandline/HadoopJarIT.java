package granary.commandline;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code hadoop jar granary.jar …}: on Hadoop's own class path, which holds other versions. */
@ExtendWith(SharedCluster.class)
final class HadoopJarIT {
  private final ProcessCluster cluster;
  private final Path directory;

  HadoopJarIT(ProcessCluster cluster) {
    this.cluster = cluster;
    this.directory = cluster.work("hadoop-jar");
  }

  @Test
  void runsOnHadoopsClassPath() throws Exception {
    assertThat(hadoopJar("version", "--json").succeeded().json().path("hadoop").asText())
        .isEqualTo("3.5.0");

    Path schema =
        Files.writeString(
            directory.resolve("hadoop_jar.avsc"),
            """
            {"type": "record", "name": "hadoop_jar", "fields": [
              {"name": "id", "type": "long"},
              {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}
            """);
    Path rows = Files.writeString(directory.resolve("rows.csv"), "id,at\n1,2026-11-22T10:00:00Z\n");
    hadoopJar(
            "dataset",
            "create",
            "hadoop_jar",
            "--schema",
            schema.toString(),
            "--time-field",
            "at",
            "--json")
        .succeeded();
    hadoopJar(
            "ingest",
            "hadoop_jar",
            "--source",
            "here",
            "--from",
            rows.toUri().toString(),
            "--execution",
            "local",
            "--json")
        .succeeded();
    assertThat(hadoopJar("dataset", "list", "--json").succeeded().json().findValuesAsText("name"))
        .contains("hadoop_jar");
    hadoopJar("dataset", "drop", "hadoop_jar", "--purge").succeeded();
    assertThat(hadoopJar("dataset", "show", "hadoop_jar").exitedWith(2).err())
        .contains("hadoop_jar");
  }

  private CommandResult hadoopJar(String... words) throws IOException, InterruptedException {
    Path installation = ProcessCluster.installation();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + directory);
    command.add("-cp");
    command.add(
        cluster.confDir()
            + File.pathSeparator
            + Files.readString(
                    installation.resolve("src-test-cluster/hadoop-runtime/target/classpath"))
                .strip());
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
