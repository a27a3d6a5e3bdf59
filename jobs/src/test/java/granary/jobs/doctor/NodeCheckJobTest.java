package granary.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import granary.ledger.LedgerSettings;
import granary.local.LocalJobs;
import granary.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCheckJobTest {
  @TempDir Path directory;

  @Test
  void everyTaskTellsWhatWorksWhereItRuns() throws InterruptedException {
    Settings settings =
        Settings.of(LedgerSettings.all(), List.of(Map.of("root", directory.toUri().toString())));
    List<NodeCheck> checks =
        NodeCheckJob.run(
            new LocalJobs(settings, new Configuration()), List.of("a", "b"), progress -> {});

    assertThat(checks).hasSize(2);
    assertThat(checks.get(0).javaFeature()).isEqualTo(Runtime.version().feature());
    assertThat(checks.get(0).libraries()).isEqualTo(Map.of("duckdb", "", "snappy", "", "zstd", ""));
    assertThat(checks.get(0).freeBytes()).isPositive();
  }
}
