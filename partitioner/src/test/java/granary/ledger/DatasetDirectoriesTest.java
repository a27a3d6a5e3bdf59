package granary.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import granary.dataset.DatasetName;
import granary.ledger.Ledger.DataOnDrop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a drop finds that goes on after others have finished it and used the name again. */
final class DatasetDirectoriesTest {
  private static final DatasetName LOGS = new DatasetName("logs");

  @TempDir private Path root;
  private DatasetDirectories directories;
  private Path data;

  @BeforeEach
  void create() throws IOException {
    directories =
        new DatasetDirectories(
            FileSystem.getLocal(new Configuration()), new org.apache.hadoop.fs.Path(root.toUri()));
    Path dataset = Path.of(directories.location(LOGS).toUri().getPath());
    Files.createDirectories(dataset.resolve("metadata"));
    data = Files.writeString(dataset.resolve("data.avro"), "rows");
  }

  @Test
  void putsANewDatasetBackThatIsNotTheDroppedOne() {
    assertThat(directories.remove(LOGS, "u1", DataOnDrop.PURGE, () -> true)).isEmpty();

    assertThat(data).hasContent("rows");
    assertThat(directories.finishPurges(LOGS)).isFalse();
  }

  @Test
  void deletesTheDroppedOneThoughItsNameIsTakenAgain() throws IOException {
    Files.createFile(data.resolveSibling("metadata").resolve("00001-x.metadata.json.dropped"));

    assertThat(directories.remove(LOGS, "u1", DataOnDrop.PURGE, () -> true)).isEmpty();

    assertThat(data).doesNotExist();
  }

  @Test
  void deletesOneWithoutMetadataWhoseNameIsFree() {
    assertThat(directories.remove(LOGS, "u1", DataOnDrop.PURGE, () -> false)).isEmpty();

    assertThat(data).doesNotExist();
  }
}
