package granary.client;

import static org.assertj.core.api.Assertions.assertThat;

import granary.job.JobDirectories;
import granary.job.JobId;
import granary.job.JobSpec;
import granary.journal.HdfsJournal;
import granary.journal.JobFiles;
import granary.journal.JobState;
import granary.journal.JournalRecord;
import granary.journal.StoredJob;
import granary.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OldJobsTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final Duration KEEP = Duration.ofDays(7);

  @TempDir Path directory;
  private JobFiles files;
  private OldJobs old;

  @BeforeEach
  void open() throws IOException {
    Configuration hadoop = new Configuration(false);
    JobDirectories directories =
        JobDirectories.of(Settings.received(Map.of("root", directory.toUri().toString())), hadoop);
    FileSystem fileSystem = FileSystem.getLocal(hadoop);
    files = new JobFiles(fileSystem, directories);
    old = new OldJobs(fileSystem, directories, files);
  }

  @Test
  void removesJobsThatEndedLongAgoOnly() throws Exception {
    job("ended-long-ago", true, Duration.ofDays(8));
    job("ended-lately", true, Duration.ofDays(6));

    assertThat(old.sweep(NOW, KEEP, job -> true)).isEqualTo(1);
    assertThat(files.list()).containsExactly(new JobId("ended-lately"));
  }

  @Test
  void leavesAJobThatRunsHoweverOldItIs() throws Exception {
    job("runs", false, Duration.ofDays(30));
    job("lost", false, Duration.ofDays(30));

    assertThat(old.sweep(NOW, KEEP, job -> job.value().equals("runs"))).isEqualTo(1);
    assertThat(files.list()).containsExactly(new JobId("runs"));
  }

  @Test
  void removesWhatAJobWithoutARecordLeft() throws Exception {
    Path left = directory.resolve("_jobs").resolve("nothing-known");
    Files.createDirectories(left.resolve("exchange"));
    age(left, Duration.ofDays(8));

    assertThat(old.sweep(NOW, KEEP, job -> true)).isEqualTo(1);
    assertThat(files.list()).isEmpty();
  }

  @Test
  void findsNothingWhereNoJobHasRun() throws Exception {
    assertThat(old.sweep(NOW, KEEP, job -> true)).isZero();
  }

  private void job(String name, boolean ended, Duration age) throws Exception {
    JobId id = new JobId(name);
    files.store(
        new StoredJob(new JobSpec(id, "test", "a test", List.of()), Map.of(), "me", 5, List.of()));
    if (ended) {
      HdfsJournal journal =
          HdfsJournal.create(
              files,
              id,
              1,
              failure -> {
                throw new AssertionError(failure);
              });
      journal.append(new JournalRecord.JobEnded(7, JobState.KILLED, null, "by its user"));
      journal.finish();
    }
    age(directory.resolve("_jobs").resolve(name), age);
  }

  private static void age(Path path, Duration age) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(NOW.minus(age)));
  }
}
