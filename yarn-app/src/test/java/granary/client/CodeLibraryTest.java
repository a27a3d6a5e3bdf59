package granary.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.job.JobId;
import granary.journal.ShippedFile;
import granary.yarn.ApplicationView;
import granary.yarn.ApplicationView.State;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CodeLibraryTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final Duration KEEP = Duration.ofDays(2);
  private static final Duration LONG = Duration.ofDays(3);
  private static final JobId FIRST = new JobId("first");
  private static final JobId SECOND = new JobId("second");

  @TempDir Path directory;
  private CodeLibrary library;
  private int written;

  @BeforeEach
  void open() throws IOException {
    library =
        new CodeLibrary(
            new org.apache.hadoop.fs.Path(directory.resolve("_lib").toUri()), new Configuration());
  }

  @Test
  void aContentIsBroughtOnceForAllJobs() throws Exception {
    List<ShippedFile> first = take("a", FIRST);
    List<ShippedFile> second = take("a", SECOND);

    assertThat(second).isEqualTo(first);
    assertThat(written).isEqualTo(1);
    assertThat(local(first)).hasContent("code");
    assertThat(take("b", FIRST)).isNotEqualTo(first);
  }

  @Test
  void whatWasNotUsedForLongIsRemoved() throws Exception {
    List<ShippedFile> old = take("a", FIRST);
    library.release(FIRST, old);
    age(old, LONG);
    List<ShippedFile> used = take("b", FIRST);
    library.release(FIRST, used);
    age(used, LONG);
    library.release(SECOND, take("b", SECOND));
    ageEntry(used, LONG);

    assertThat(library.sweep(NOW, KEEP, CodeLibraryTest::unknown)).isEqualTo(1);
    assertThat(entry(old)).doesNotExist();
    assertThat(local(used)).exists();
  }

  @Test
  void whatAJobNeedsStaysHoweverOldItIs() throws Exception {
    List<ShippedFile> code = take("a", FIRST);
    age(code, LONG);

    assertThat(library.sweep(NOW, KEEP, job -> application(job, State.RUNNING))).isZero();
    assertThat(library.sweep(NOW, KEEP, job -> application(job, State.WAITING))).isZero();
    assertThat(local(code)).exists();
    assertThat(library.sweep(NOW, KEEP, job -> application(job, State.KILLED))).isEqualTo(1);
    assertThat(entry(code)).doesNotExist();
  }

  /** Its client has entered it and did not come to submit it yet. */
  @Test
  void whatAJobNeedsThatYarnDoesNotKnowYetStaysForADay() throws Exception {
    List<ShippedFile> code = take("a", FIRST);
    age(code, Duration.ofHours(23));

    assertThat(library.sweep(NOW, Duration.ZERO, CodeLibraryTest::unknown)).isZero();
    age(code, Duration.ofHours(25));
    assertThat(library.sweep(NOW, Duration.ZERO, CodeLibraryTest::unknown)).isEqualTo(1);
  }

  @Test
  void aJobThatComesWhileASweepLooksIsFirst() throws Exception {
    List<ShippedFile> code = take("a", FIRST);
    age(code, LONG);

    int removed =
        library.sweep(
            NOW,
            KEEP,
            job -> {
              enter(SECOND);
              return application(job, State.FINISHED);
            });

    assertThat(removed).isZero();
    assertThat(local(code)).exists();
  }

  private void enter(JobId job) {
    try {
      assertThat(take("a", job)).hasSize(1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(written).isEqualTo(1);
  }

  /** And the sweep, paused since, must not remove what the job has brought. */
  @Test
  void aJobThatComesBehindASweepBringsItsCodeAnew() throws Exception {
    List<ShippedFile> code = take("a", FIRST);
    library.release(FIRST, code);
    Files.delete(entry(code).resolve("users"));

    List<ShippedFile> anew = take("a", SECOND);

    assertThat(written).isEqualTo(2);
    assertThat(entry(anew)).isNotEqualTo(entry(code));
    ageEntry(code, LONG);
    assertThat(library.sweep(NOW, KEEP, CodeLibraryTest::unknown)).isEqualTo(1);
    assertThat(entry(code)).doesNotExist();
    assertThat(local(anew)).exists();
  }

  @Test
  void nothingIsLeftOfCodeThatCannotBeBrought() throws Exception {
    CodeLibrary.Part broken =
        new CodeLibrary.Part(
            "a.jar",
            new FsPermission((short) 0644),
            output -> {
              throw new FileNotFoundException("it is gone");
            });

    assertThatThrownBy(() -> library.take("a", List.of(broken), FIRST)).hasMessage("it is gone");
    try (Stream<Path> left = Files.list(directory.resolve("_lib"))) {
      assertThat(left).isEmpty();
    }
  }

  private List<ShippedFile> take(String key, JobId job) throws IOException {
    CodeLibrary.Part part =
        new CodeLibrary.Part(
            "a.jar",
            new FsPermission((short) 0644),
            output -> {
              written++;
              output.write("code".getBytes(StandardCharsets.UTF_8));
            });
    return library.take(key, List.of(part), job);
  }

  private static Optional<ApplicationView> application(JobId job, State state) {
    return Optional.of(new ApplicationView("application_1_1", job.value(), state, "", null, 0));
  }

  private static Optional<ApplicationView> unknown(JobId job) {
    return Optional.empty();
  }

  private static Path local(List<ShippedFile> code) {
    return Path.of(URI.create(code.get(0).uri()));
  }

  private static Path entry(List<ShippedFile> code) {
    return local(code).resolveSibling("").normalize();
  }

  private static void age(List<ShippedFile> code, Duration age) throws IOException {
    Path users = entry(code).resolve("users");
    try (Stream<Path> all = Files.list(users)) {
      for (Path user : all.toList()) {
        Files.setLastModifiedTime(user, FileTime.from(NOW.minus(age)));
      }
    }
    Files.setLastModifiedTime(users, FileTime.from(NOW.minus(age)));
    ageEntry(code, age);
  }

  private static void ageEntry(List<ShippedFile> code, Duration age) throws IOException {
    Files.setLastModifiedTime(entry(code), FileTime.from(NOW.minus(age)));
  }
}
