package granary.jobs.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.engine.ColumnType;
import granary.engine.FragmentDatabase;
import granary.engine.FragmentLimits;
import granary.engine.NamedColumn;
import granary.engine.ScanCounts;
import granary.failure.InvalidRequestException;
import granary.failure.WorkFailedException;
import granary.jobs.query.ResultFile.Existing;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResultFileTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:30:00Z");
  private static final int ROWS = 3;
  private static final List<NamedColumn> COLUMNS =
      List.of(new NamedColumn("n", ColumnType.of(ColumnType.Kind.BIGINT)));

  @TempDir private static Path database;
  private static Path rows;
  @TempDir private Path directory;
  private Path target;

  @BeforeAll
  static void writeRows() throws Exception {
    rows = database.resolve("rows.parquet");
    try (FragmentDatabase open = FragmentDatabase.open(new FragmentLimits(64, database))) {
      assertThat(open.writeParquet("SELECT range AS n FROM range(" + ROWS + ")", rows))
          .isEqualTo(ROWS);
    }
  }

  @AfterAll
  static void keepsWhatItRead() {
    assertThat(rows).exists();
  }

  @BeforeEach
  void name() {
    target = directory.resolve("n.csv");
  }

  /** The numbers 0, 1, 2 in a column whose header tells who wrote them. */
  private static QueryResult result(String column) {
    return new QueryResult(
        List.of(new NamedColumn(column, COLUMNS.get(0).type())),
        COLUMNS,
        List.of(new PartResult(rows.toUri().toString(), ROWS, 0, ScanCounts.NONE)),
        new QuerySummary("query-1-" + column, 1, 0, 0, 0, 0, 0),
        new QueryResult.Place(
            new Configuration(), new org.apache.hadoop.fs.Path("file:///nonexistent/granary")));
  }

  private static String text(String column) {
    return column + "\n0\n1\n2\n";
  }

  private static ResultFile file(Path target, Existing existing) {
    return ResultFile.of(target.toString(), existing, new Configuration(), NOW);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void isWrittenWholeIntoDirectoriesThatItMakes() throws IOException {
    Path deep = directory.resolve("a/b c/ü%41#.csv");
    String uri = file(deep, Existing.REFUSE).write(result("n"), ResultFormat.CSV, () -> false);

    assertThat(uri).startsWith("file:/");
    assertThat(deep).hasContent(text("n"));
    assertThat(directory.resolve("a/b c").toFile().list()).hasSize(1);
  }

  @Test
  void oneOfManyAtOnceHasTheNameAndTheOthersAreRefused() throws Exception {
    int writers = 4;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      for (int round = 0; round < 5; round++) {
        CyclicBarrier together = new CyclicBarrier(writers);
        List<Future<String>> all = new ArrayList<>();
        for (String column : IntStream.range(0, writers).mapToObj(i -> "w" + i).toList()) {
          ResultFile file = file(target, Existing.REFUSE);
          all.add(
              threads.submit(
                  () -> {
                    together.await();
                    return file.write(result(column), ResultFormat.CSV, () -> false);
                  }));
        }
        assertThat(winners(all)).hasSize(1).first().isEqualTo(Files.readString(target));
        assertThat(names()).containsExactly("n.csv");
        Files.delete(target);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** What those wrote who were not refused. */
  private static List<String> winners(List<Future<String>> all) throws InterruptedException {
    List<String> winners = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      try {
        assertThat(all.get(i).get()).endsWith("/n.csv");
        winners.add(text("w" + i));
      } catch (java.util.concurrent.ExecutionException e) {
        assertThat(e.getCause())
            .isInstanceOf(InvalidRequestException.class)
            .hasMessageContaining("there is a file already; --overwrite replaces it");
      }
    }
    return winners;
  }

  @Test
  void anotherIsReplacedInOneStepAndOnlyWhereThatIsWanted() throws IOException {
    Files.writeString(target, "before\n");
    assertThatThrownBy(() -> file(target, Existing.REFUSE))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("--overwrite replaces it");
    Object before = Files.getAttribute(target, "unix:ino");

    Path link = Files.createLink(directory.resolve("reader"), target);
    assertThat(file(target, Existing.REPLACE).write(result("n"), ResultFormat.CSV, () -> false))
        .endsWith("/n.csv");

    assertThat(target).hasContent(text("n"));
    assertThat(Files.getAttribute(target, "unix:ino")).isNotEqualTo(before);
    assertThat(link).hasContent("before\n");
    assertThat(names()).containsExactly("n.csv", "reader");
  }

  @Test
  void oneThatIsStoppedLeavesNothingAlsoAtItsLastMoment() throws IOException {
    for (int looks = 0; looks < 2; looks++) {
      AtomicInteger left = new AtomicInteger(looks);
      ResultFile file = file(target, Existing.REFUSE);
      assertThatThrownBy(
              () -> file.write(result("n"), ResultFormat.CSV, () -> left.getAndDecrement() == 0))
          .isInstanceOf(WorkFailedException.class)
          .hasMessageContaining("it was interrupted");
      assertThat(names()).isEmpty();
    }
  }

  @Test
  void whatFailsLeavesNothingAndWhatWasThereBefore() throws IOException {
    Files.writeString(target, "before\n");
    ResultFile file = file(target, Existing.REPLACE);
    Files.delete(target);
    Files.createDirectories(target.resolve("in the way"));

    assertThatThrownBy(() -> file.write(result("n"), ResultFormat.CSV, () -> false))
        .isInstanceOf(WorkFailedException.class)
        .hasMessageStartingWith("Cannot write the result: ");
    assertThat(names()).containsExactly("n.csv");
    assertThat(target.resolve("in the way")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "999999999,-1,false",
    "999999999,0,false",
    "0,-1,true",
    "0,-25,false",
  })
  void whatADeadProcessLeftIsRemovedAndWhatALiveOneWritesIsNot(long pid, int hours, boolean stays)
      throws IOException {
    Path left = left(pid == 0 ? ProcessHandle.current().pid() : pid, "@" + host(), hours);

    file(target, Existing.REFUSE);

    assertThat(Files.exists(left)).isEqualTo(stays);
  }

  @ParameterizedTest
  @CsvSource({"1@another.host,-23,true", "1@another.host,-25,false", "x,-25,true"})
  void whatAnotherMachineLeftIsRemovedAfterADay(String writer, int hours, boolean stays)
      throws IOException {
    Path left = directory.resolve("_n.csv.query-1-a." + writer);
    Files.writeString(left, "n\n0");
    Files.setLastModifiedTime(left, FileTime.from(NOW.plus(Duration.ofHours(hours))));

    file(target, Existing.REFUSE);

    assertThat(Files.exists(left)).isEqualTo(stays);
  }

  @Test
  void whatWasLeftOfAnotherFileStays() throws IOException {
    Path other = left(999999999, "@" + host(), 0);
    Path longer = directory.resolve("n.csv.b");
    Path ofLonger = Files.move(other, directory.resolve("_n.csv.b.query-1-a.999999999@" + host()));
    file(target, Existing.REFUSE);
    assertThat(ofLonger).exists();
    file(longer, Existing.REFUSE);
    assertThat(ofLonger).doesNotExist();
  }

  private Path left(long pid, String host, int hours) throws IOException {
    Path left = Files.writeString(directory.resolve("_n.csv.query-1-a." + pid + host), "n\n0");
    Files.setLastModifiedTime(left, FileTime.from(NOW.plus(Duration.ofHours(hours))));
    return left;
  }

  private static String host() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }

  @Test
  void whereNothingCanBeWrittenIsSaidBeforeTheQueryRuns() throws IOException {
    Path inTheWay = Files.writeString(directory.resolve("a"), "");
    assertThatThrownBy(() -> file(inTheWay.resolve("n.csv"), Existing.REFUSE))
        .isInstanceOf(WorkFailedException.class)
        .hasMessageStartingWith("Cannot write the result: " + inTheWay + " is no directory (");
    // Also root cannot write here.
    assertThatThrownBy(() -> file(Path.of("/proc/self/n.csv"), Existing.REFUSE))
        .hasMessageContaining("the directory /proc/self cannot be written to");
    assertThatThrownBy(() -> file(directory, Existing.REPLACE))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("this is a directory; name a file in it");
    assertThatThrownBy(() -> file(Path.of("/dev/null"), Existing.REPLACE))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("this is no file; --format csv without --output writes to");
    assertThatThrownBy(() -> file(Path.of("/"), Existing.REPLACE))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("name a file in a directory");
  }
}
