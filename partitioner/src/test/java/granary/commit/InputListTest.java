package granary.commit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InputListTest {
  @TempDir private java.nio.file.Path directory;
  private FileSystem files;

  @BeforeEach
  void open() throws Exception {
    files = FileSystem.getLocal(new Configuration());
  }

  private Path path(String name) {
    return new Path(directory.resolve(name).toUri());
  }

  private static IngestedInput input(int number, String digest) {
    return new IngestedInput(String.format("file:/in/%07d.csv", number), number, 0, digest);
  }

  private Path list(String name, String digest, IntStream numbers) throws Exception {
    Path path = path(name);
    InputList.write(files, path, numbers.mapToObj(number -> input(number, digest)).iterator());
    return path;
  }

  private Set<String> found(Path list, String... paths) throws Exception {
    return InputList.find(files, list, new TreeSet<>(List.of(paths))).keySet();
  }

  @Test
  void findsWhatIsThereInManyBlocks() throws Exception {
    Path list = list("a", "d", IntStream.range(0, 20_000).map(i -> 2 * i));
    assertThat(
            found(
                list,
                "file:/in/0000000.csv",
                "file:/in/0000001.csv",
                "file:/in/0020002.csv",
                "file:/in/0039998.csv",
                "file:/in/0040000.csv",
                "aaa",
                "zzz"))
        .containsExactlyInAnyOrder(
            "file:/in/0000000.csv", "file:/in/0020002.csv", "file:/in/0039998.csv");
  }

  @Test
  void canBeEmpty() throws Exception {
    Path list = list("a", "d", IntStream.empty());
    assertThat(found(list, "file:/in/0000000.csv")).isEmpty();
  }

  @Test
  void mergesAndKeepsTheNewest() throws Exception {
    Path oldest = list("a", "old", IntStream.range(0, 3_000));
    Path middle = list("b", "middle", IntStream.range(1_000, 2_000));
    Path newest = list("c", "new", IntStream.of(0, 1_500, 5_000));
    long merged =
        InputListMerge.merge(
            files,
            List.of(
                PositionLists.Entry.in(newest, 0, 3),
                PositionLists.Entry.of(
                    List.of(new IngestedInput("file:/in/0000001.csv", 1, 1, "few")), 0),
                PositionLists.Entry.in(middle, 0, 1_000),
                PositionLists.Entry.in(oldest, 0, 3_000)),
            path("m"));

    assertThat(merged).isEqualTo(3_001);
    List<IngestedInput> all = new ArrayList<>();
    try (InputList.Cursor cursor = InputList.open(files, path("m"))) {
      while (cursor.hasNext()) {
        all.add(cursor.next());
      }
    }
    assertThat(all)
        .hasSize(3_001)
        .isSortedAccordingTo(java.util.Comparator.comparing(IngestedInput::path));
    assertThat(all.get(0).digest()).isEqualTo("new");
    assertThat(all.get(1).digest()).isEqualTo("few");
    assertThat(all.get(2).digest()).isEqualTo("old");
    assertThat(all.get(1_499).digest()).isEqualTo("middle");
    assertThat(all.get(1_500).digest()).isEqualTo("new");
  }

  @Test
  void takesTheNewestOfEqualListsForItself() {
    PositionLists.Entry again =
        PositionLists.Entry.of(List.of(new IngestedInput("file:/in/a", 1, 1, "1")), 0);
    PositionLists.Entry other =
        PositionLists.Entry.of(List.of(new IngestedInput("file:/in/a", 1, 1, "2")), 0);
    PositionLists.Entry merged = PositionLists.Entry.in(new Path("merged"), 1, 1);
    PositionLists lists = PositionLists.NONE.with(again).with(other);
    List<PositionLists.Entry> parts = lists.lists();
    lists = lists.with(again);

    assertThat(lists.hold(parts)).isTrue();
    assertThat(lists.replace(parts, merged).lists()).containsExactly(again, merged);
  }

  @Test
  void growsWithTheLogarithmOfTheCommits() {
    PositionLists lists = PositionLists.NONE;
    for (int commit = 0; commit < 5_000; commit++) {
      lists = lists.with(PositionLists.Entry.in(new Path("f" + commit), 0, 1));
      List<PositionLists.Entry> merge = lists.toMerge();
      if (!merge.isEmpty()) {
        long inputs = merge.stream().mapToLong(PositionLists.Entry::inputs).sum();
        int level = merge.get(0).level() + 1;
        lists = lists.replace(merge, PositionLists.Entry.in(new Path("m" + commit), level, inputs));
      }
    }
    assertThat(lists.lists().stream().mapToLong(PositionLists.Entry::inputs).sum())
        .isEqualTo(5_000);
    assertThat(lists.lists()).hasSizeLessThan(45);
    assertThat(lists.lists())
        .isSortedAccordingTo(java.util.Comparator.comparing(PositionLists.Entry::level));
    assertThat(PositionLists.parse(lists.json())).isEqualTo(lists);
  }
}
