package granary.journal;

import static org.assertj.core.api.Assertions.assertThat;

import granary.job.JobDirectories;
import granary.job.JobId;
import granary.job.JobSpec;
import granary.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class JobFilesTest {
  private static final JobId JOB = new JobId("test-1");

  @TempDir Path directory;
  private JobFiles files;

  @BeforeEach
  void open() throws IOException {
    Configuration hadoop = new Configuration(false);
    JobDirectories directories =
        JobDirectories.of(Settings.received(Map.of("root", directory.toUri().toString())), hadoop);
    files = new JobFiles(FileSystem.getLocal(hadoop), directories);
  }

  @Test
  void readsBackWhatWasStored() throws IOException {
    StoredJob job =
        new StoredJob(
            new JobSpec(JOB, "test", "a test", List.of()),
            Map.of("root", "/x"),
            "me",
            5,
            List.of(new ShippedFile("granary.jar", "hdfs:/x", 1, 2)));
    files.store(job);

    assertThat(files.stored(JOB)).contains(job);
    assertThat(files.stored(new JobId("other"))).isEmpty();
    assertThat(files.list()).containsExactly(JOB);
  }

  @Test
  void journalsOfSeveralMastersAreOneAndATornLineIsLeftOut() throws Exception {
    HdfsJournal first = HdfsJournal.create(files, JOB, 1, JobFilesTest::fail);
    first.append(new JournalRecord.MasterStarted(1, 1, "application_1_1", "node1", 0));
    first.finish();
    Files.writeString(
        directory.resolve("_jobs/test-1/journal-1"),
        "{\"kind\":\"executor-pl",
        StandardCharsets.UTF_8,
        StandardOpenOption.APPEND);
    // Hadoop's local file system checks sums, which a torn write does not have.
    Files.delete(directory.resolve("_jobs/test-1/.journal-1.crc"));
    HdfsJournal tenth = HdfsJournal.create(files, JOB, 10, JobFilesTest::fail);
    tenth.append(new JournalRecord.MasterStarted(3, 10, "application_1_1", "node2", 0));
    tenth.finish();
    HdfsJournal second = HdfsJournal.create(files, JOB, 2, JobFilesTest::fail);
    second.append(new JournalRecord.MasterStarted(2, 2, "application_1_1", "node3", 0));
    second.finish();

    assertThat(files.journal(JOB)).extracting(JournalRecord::atMs).containsExactly(1L, 2L, 3L);
  }

  @Test
  void resultsAreThereWhenTheStageIsSaidToHaveEnded() throws Exception {
    HdfsJournal journal = HdfsJournal.create(files, JOB, 1, JobFilesTest::fail);
    CountDownLatch written = new CountDownLatch(1);
    journal.stageEnded(3, List.of("a", "b"), written::countDown);

    assertThat(written.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(files.results(JOB, 3)).containsExactly("a", "b");
    journal.finish();
  }

  private static void fail(IOException failure) {
    throw new AssertionError(failure);
  }
}
