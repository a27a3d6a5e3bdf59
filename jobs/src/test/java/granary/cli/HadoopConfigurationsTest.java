package granary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HadoopConfigurationsTest {
  private static final String DELAY =
      "dfs.client.block.write.locateFollowingBlock.initial.delay.ms";
  private static final String RETRY = "ipc.client.connect.retry.interval";

  @TempDir Path directory;

  @Test
  void whatASiteSaysGoesBeforeOurOwnDefaults() throws Exception {
    Files.writeString(
        directory.resolve("hdfs-site.xml"),
        "<configuration><property><name>"
            + DELAY
            + "</name><value>70</value></property></configuration>");

    Configuration configuration = HadoopConfigurations.of(Optional.of(directory));

    assertThat(configuration.get(DELAY)).isEqualTo("70");
    assertThat(configuration.get(RETRY)).isEqualTo("1000");
    assertThat(HadoopConfigurations.of(Optional.empty()).get(DELAY)).isEqualTo("5");
  }
}
