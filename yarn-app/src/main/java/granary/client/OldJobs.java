package granary.client;

import granary.job.JobDirectories;
import granary.job.JobId;
import granary.journal.JobFiles;
import granary.journal.JobHistory;
import granary.journal.StoredJob;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/**
 * Removes what jobs of long ago have left: their records, and with them what a killed job's tasks
 * wrote for each other. Runs in clients, each time a few. Two that do so at once do no harm.
 */
final class OldJobs {
  /** So that one submission does not pay for all that a year has left. */
  private static final int MOST = 50;

  private final FileSystem fileSystem;
  private final JobDirectories directories;
  private final JobFiles files;

  OldJobs(FileSystem fileSystem, JobDirectories directories, JobFiles files) {
    this.fileSystem = fileSystem;
    this.directories = directories;
    this.files = files;
  }

  /**
   * Removes jobs that have ended and were not touched for {@code keep}, the oldest first.
   *
   * @param running whether YARN still runs a job whose journal has no end
   * @return how many
   */
  int sweep(Instant now, Duration keep, Predicate<JobId> running) throws IOException {
    int removed = 0;
    for (FileStatus directory : oldest(now.minus(keep).toEpochMilli())) {
      JobId job = new JobId(directory.getPath().getName());
      if (!goesOn(job, running) && fileSystem.delete(directory.getPath(), true)) {
        removed++;
      }
    }
    return removed;
  }

  private List<FileStatus> oldest(long beforeMs) throws IOException {
    FileStatus[] all;
    try {
      all = fileSystem.listStatus(directories.jobs());
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return Arrays.stream(all)
        .filter(status -> status.isDirectory() && status.getModificationTime() < beforeMs)
        .sorted(Comparator.comparingLong(FileStatus::getModificationTime))
        .limit(MOST)
        .toList();
  }

  /** A long job touches its directory seldom: only its journal or YARN tell that it has ended. */
  private boolean goesOn(JobId job, Predicate<JobId> running) throws IOException {
    Optional<StoredJob> stored = files.stored(job);
    return stored.isPresent()
        && new JobHistory(stored.get(), files.journal(job)).end().isEmpty()
        && running.test(job);
  }
}
