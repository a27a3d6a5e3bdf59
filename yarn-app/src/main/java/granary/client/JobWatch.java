package granary.client;

import granary.attempt.FailureKind;
import granary.failure.GranaryException;
import granary.failure.OutcomeUnknownException;
import granary.failure.StorageRefusal;
import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import granary.job.JobProgress;
import granary.job.JobSpec;
import granary.journal.AttemptState;
import granary.journal.JobFiles;
import granary.journal.JobHistory;
import granary.journal.JobReport;
import granary.journal.JobState;
import granary.journal.JournalRecord;
import granary.rpc.JobStatus;
import granary.yarn.ApplicationView;
import granary.yarn.YarnApplications;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows one job to its end: its master's word if that answers, else YARN's, and at the end the
 * journal's.
 */
final class JobWatch {
  private static final int POLL_MS = 100;
  private static final int REPORT_EVERY = 5;

  private final JobSpec job;
  private final String application;
  private final YarnApplications applications;
  private final MasterCalls masters;
  private final JobFiles files;
  // Nobody counts it down: waiting on it is a pause that an interrupt ends.
  private final CountDownLatch pause = new CountDownLatch(1);
  private @Nullable ApplicationView view;

  JobWatch(
      JobSpec job,
      String application,
      YarnApplications applications,
      MasterCalls masters,
      JobFiles files) {
    this.job = job;
    this.application = application;
    this.applications = applications;
    this.masters = masters;
    this.files = files;
  }

  /** Returns when the job has succeeded; throws how it failed. */
  void await(Consumer<JobProgress> progress) throws InterruptedException {
    for (int round = 0; ; round++) {
      Optional<JobStatus> status = status();
      if (status.isPresent()) {
        if (round % REPORT_EVERY == 0 || status.get().state().ended()) {
          progress.accept(status.get().progress());
        }
        if (status.get().state().ended()) {
          requireSuccess(status.get().state(), status.get().failureKind(), status.get().failure());
          return;
        }
      } else if (view != null && view.state().ended()) {
        requireJournalledSuccess(view);
        return;
      } else if (round % REPORT_EVERY == 0) {
        progress.accept(
            new JobProgress(
                JobState.ACCEPTED.word(),
                "",
                0,
                0,
                job.stages().stream().mapToInt(stage -> stage.tasks().size()).sum(),
                0,
                0));
      }
      if (pause.await(POLL_MS, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("Nothing ends this pause");
      }
    }
  }

  private Optional<JobStatus> status() {
    if (view != null && view.state() == ApplicationView.State.RUNNING) {
      Optional<JobStatus> status = masters.status(view);
      if (status.isPresent()) {
        return status;
      }
    }
    view =
        applications
            .find(application)
            .orElseThrow(
                () ->
                    new UnavailableException(
                        "Cannot follow job " + job.id() + ": YARN has forgotten " + application));
    return Optional.empty();
  }

  private void requireSuccess(
      JobState state, @Nullable FailureKind kind, @Nullable String failure) {
    if (state != JobState.SUCCEEDED) {
      throw failure(kind, failure == null ? "Cannot finish job " + job.id() : failure);
    }
  }

  private static GranaryException failure(@Nullable FailureKind kind, String message) {
    return (kind == null ? FailureKind.RETRYABLE : kind).exception(message);
  }

  /** The application has ended and its master has not said how: the journal knows, or nobody. */
  private void requireJournalledSuccess(ApplicationView ended) {
    JobHistory history;
    try {
      history = new JobHistory(files.stored(job.id()).orElseThrow(), files.journal(job.id()));
    } catch (IOException e) {
      throw new OutcomeUnknownException(
          "Cannot tell how job "
              + job.id()
              + " ended: its journal cannot be read ("
              + e.getMessage()
              + ")",
          e);
    }
    Optional<JournalRecord.JobEnded> end = history.end();
    if (end.isPresent()) {
      requireSuccess(end.get().state(), end.get().failureKind(), end.get().failure());
      return;
    }
    String message =
        "Cannot finish job "
            + job.id()
            + ": its application master ended as "
            + ended.state().name().toLowerCase(java.util.Locale.ROOT)
            + " ("
            + application
            + (ended.diagnostics().isEmpty() ? "" : ": " + reason(ended.diagnostics()))
            + "; its log: granary job logs "
            + job.id()
            + ")";
    throw lastStageBegan(history.report())
        ? new OutcomeUnknownException(message)
        : new WorkFailedException(message);
  }

  private static String reason(String text) {
    // Behind YARN's own words comes what the container wrote last.
    return StorageRefusal.inText(text)
        .orElseGet(() -> String.join(" ", text.lines().limit(4).map(String::strip).toList()));
  }

  /** Whether an attempt of the last stage may have published something. */
  private static boolean lastStageBegan(JobReport report) {
    if (report.stages().isEmpty()) {
      return false;
    }
    return report.stages().get(report.stages().size() - 1).tasks().stream()
        .flatMap(task -> task.attempts().stream())
        .anyMatch(attempt -> attempt.state() != AttemptState.FAILED);
  }
}
