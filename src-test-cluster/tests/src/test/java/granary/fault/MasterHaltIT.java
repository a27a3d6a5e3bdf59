package granary.fault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import granary.commit.CommitStep;
import granary.harness.ProcessCluster;
import granary.harness.SharedCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A small ingest runs in its application master's own container, which dies in the middle of the
 * commit. The second master does not write again what is written, and settles the commit.
 */
@ExtendWith(SharedCluster.class)
final class MasterHaltIT {
  private static final int ROWS = 20;

  private final ProcessCluster cluster;
  private final Path work;

  MasterHaltIT(ProcessCluster cluster) {
    this.cluster = cluster;
    this.work = cluster.work("master-halt");
    System.setProperty(
        "granary.jar", ProcessCluster.installation().resolve("jobs/target/granary.jar").toString());
  }

  @ParameterizedTest
  @EnumSource(
      value = CommitStep.class,
      names = {"FILE_RENAMED", "COMMITTED"})
  void theSecondMasterSettlesTheCommit(CommitStep step) throws Exception {
    String dataset = "halt_" + step.name().toLowerCase(Locale.ROOT);
    Path input = input();
    json("dataset", "create", dataset, "--from", input.toString(), "--time-field", "at");
    String jar = HaltInFirstMaster.jar(work, step).toString();

    JsonNode report =
        json(
            "ingest",
            dataset,
            "--source",
            "s",
            "--from",
            input.toString(),
            "--id",
            "halted",
            "-D",
            "yarn.extra-jars=" + jar);

    assertThat(report.path("rowsWritten").asInt()).isEqualTo(ROWS);
    assertThat(report.path("partitions").asInt()).isEqualTo(2);
    JsonNode job = json("job", "show", report.path("job").asText());
    assertThat(job.path("masterAttempts").asInt()).isEqualTo(2);
    // In the master's own container, and not again.
    assertThat(job.at("/stages/0/tasks")).hasSize(1);
    assertThat(job.at("/stages/0/tasks/0/attempts")).hasSize(1);
    assertThat(rows(dataset)).isEqualTo(ROWS);
    assertThat(json("fsck", dataset, "--deep").path("differences")).isEmpty();
    assertThat(
            json("ingest", dataset, "--source", "s", "--from", input.toString())
                .path("alreadyIngested")
                .asBoolean())
        .isTrue();
    json("dataset", "drop", dataset, "--purge");
  }

  private Path input() throws Exception {
    StringBuilder text = new StringBuilder("id,at\n");
    for (int i = 0; i < ROWS; i++) {
      text.append(i).append(",2026-11-2").append(1 + i % 2).append("T10:00:00Z\n");
    }
    return Files.writeString(work.resolve("in.csv"), text);
  }

  private int rows(String dataset) {
    return json(
            "query",
            "SELECT count(DISTINCT id), count(*) AS n FROM " + dataset,
            "--execution",
            "local")
        .at("/rows/0/1")
        .asInt();
  }

  private JsonNode json(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--json");
    return cluster.here(all.toArray(String[]::new)).succeeded().json();
  }
}
