package granary.fault;

import granary.commit.CommitObserver;
import granary.commit.CommitStep;
import granary.harness.ProcessCluster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An ingest in a process of its own, from the packaged jar, that halts in the middle of its commit.
 */
final class HaltingIngest {
  private final ProcessCluster cluster;
  private final Path work;

  HaltingIngest(ProcessCluster cluster, Path work) throws IOException {
    this.cluster = cluster;
    this.work = work;
    Path service =
        work.resolve("services/META-INF/services").resolve(CommitObserver.class.getName());
    Files.createDirectories(service.getParent());
    Files.writeString(service, HaltAtStep.class.getName());
  }

  /** Runs it; its exit code. */
  int run(String dataset, Path input, String id, CommitStep halt)
      throws IOException, InterruptedException {
    Path installation = ProcessCluster.installation();
    String hadoop =
        Files.readString(installation.resolve("src-test-cluster/hadoop-runtime/target/classpath"));
    String classPath =
        String.join(
            File.pathSeparator,
            installation.resolve("jobs/target/granary.jar").toString(),
            work.resolve("services").toString(),
            installation.resolve("src-test-cluster/tests/target/test-classes").toString(),
            cluster.confDir().toString(),
            hadoop.strip());
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-D" + HaltAtStep.PROPERTY + "=" + halt,
                    "-cp",
                    classPath,
                    "granary.cli.GranaryMain",
                    "--execution",
                    "local",
                    "ingest",
                    dataset,
                    "--source",
                    "pos-eu",
                    "--from",
                    input.toString(),
                    "--id",
                    id))
            .redirectErrorStream(true)
            .redirectOutput(work.resolve(id + ".log").toFile());
    builder.environment().put("HADOOP_CONF_DIR", cluster.confDir().toString());
    Process process = builder.start();
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("an ingest that should halt does not end; see " + work);
    }
    return process.exitValue();
  }
}
