package granary.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.WorkFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClusterStateTest {
  @TempDir Path directory;

  @Test
  void isReadAsItWasWritten() {
    ClusterState state = ClusterPlan.of(ClusterOptions.in(directory), Optional.empty());
    Path file = new ClusterDirectory(directory).state();

    state.write(file);

    assertThat(ClusterState.read(file)).contains(state);
    assertThat(directory).isDirectoryNotContaining("glob:**/_*");
  }

  @Test
  void isEmptyWhereNoneWasWrittenAndRefusesWhatIsBroken() throws IOException {
    Path file = directory.resolve("cluster.json");
    assertThat(ClusterState.read(file)).isEmpty();

    Files.writeString(file, "{\"dir\":");
    assertThatThrownBy(() -> ClusterState.read(file))
        .isInstanceOf(WorkFailedException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void isPointedAtUntilThatClusterIsStopped() {
    ClusterPointer pointer = new ClusterPointer(directory.resolve("home"));
    ClusterState state =
        ClusterPlan.of(ClusterOptions.in(directory.resolve("one")), Optional.empty());
    assertThat(pointer.directory()).isEmpty();

    pointer.set(state);
    pointer.clear(directory.resolve("other"));
    assertThat(pointer.directory()).contains(directory.resolve("one"));

    pointer.clear(directory.resolve("one"));
    assertThat(pointer.directory()).isEmpty();
  }
}
