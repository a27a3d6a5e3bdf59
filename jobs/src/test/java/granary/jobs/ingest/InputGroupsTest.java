package granary.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import granary.ingest.IngestSettings;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputFormat;
import granary.ingest.input.InputPart;
import granary.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InputGroupsTest {
  private static final long MIB = 1 << 20;

  @Test
  void givesSmallFilesToOneTask() {
    assertThat(groups(files(1000, 100_000))).hasSize(1);
    assertThat(groups(files(10_000, 1000))).hasSize(1);
    assertThat(groups(files(100_000, 1000))).hasSize(10);
  }

  @Test
  void fillsTasksUpToTheirSize() {
    List<List<InputPart>> groups = groups(files(1000, MIB));
    assertThat(groups).hasSize(8);
    assertThat(groups.subList(0, 7)).allSatisfy(group -> assertThat(group).hasSize(128));
  }

  @Test
  void dividesALargeFile() {
    List<List<InputPart>> groups = groups(files(1, 1024 * MIB));
    assertThat(groups).hasSize(8).allSatisfy(group -> assertThat(group).hasSize(1));
    assertThat(groups.get(7).get(0).endsFile()).isTrue();
  }

  @Test
  void keepsTheNumberOfTasksWithinItsLimitWhateverComes() {
    assertThat(groups(files(3, 1L << 42))).hasSizeLessThanOrEqualTo(InputGroups.MAX_TASKS + 3);
    assertThat(groups(List.of())).isEmpty();
  }

  private static List<List<InputPart>> groups(List<InputFile> files) {
    return new InputGroups(IngestSettings.from(Settings.received(Map.of())), file -> true)
        .of(files);
  }

  private static List<InputFile> files(int count, long length) {
    List<InputFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(new InputFile("hdfs:/f" + i, "hdfs:/f" + i, length, 1, InputFormat.JSONL));
    }
    return files;
  }
}
