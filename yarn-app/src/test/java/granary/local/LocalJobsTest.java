package granary.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import granary.failure.InvalidRequestException;
import granary.failure.OutcomeUnknownException;
import granary.failure.WorkFailedException;
import granary.job.JobId;
import granary.job.JobProgress;
import granary.job.JobResult;
import granary.job.JobSpec;
import granary.job.StageSpec;
import granary.job.Task;
import granary.job.TaskContext;
import granary.job.TaskResources;
import granary.job.TaskSpec;
import granary.settings.Settings;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.ipc.RemoteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class LocalJobsTest {
  private static final TaskResources SMALL = new TaskResources(256, 128, 1);

  @TempDir Path directory;

  @Test
  void handsTheResultsOfAStageToTheNext() throws Exception {
    JobSpec job = job(stage("square", Square.class, 50), sum(0));
    List<JobProgress> progress = new ArrayList<>();

    JobResult result = jobs().run(job, progress::add);

    assertThat(result.results())
        .containsExactly(Integer.toString(IntStream.range(0, 50).map(i -> i * i).sum()));
    assertThat(result.tasks()).isEqualTo(51);
    assertThat(result.stageResults()).hasSize(2);
    assertThat(progress.get(progress.size() - 1))
        .isEqualTo(new JobProgress("done", "", 51, 0, 51, 50, 0));
  }

  @Test
  void triesAFailedTaskAgain() throws Exception {
    JobResult result = jobs().run(job(stage("flaky", FailsTwice.class, 3)), progress -> {});

    assertThat(result.results()).containsExactly("s0-t0-a2", "s0-t1-a2", "s0-t2-a2");
  }

  @Test
  void reportsTheFirstCauseAfterTheLastAttempt() {
    assertThatThrownBy(() -> jobs().run(job(stage("broken", AlwaysFails.class, 2)), p -> {}))
        .isInstanceOf(WorkFailedException.class)
        .hasMessageContaining("stage broken")
        .hasMessageContaining("disk is on fire");
  }

  @Test
  void endsAtOnceWhenTryingAgainCannotHelp() {
    assertThatThrownBy(() -> jobs().run(job(stage("wrong", Refuses.class, 1)), p -> {}))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("Cannot do this: attempt s0-t0-a0");
  }

  @Test
  void endsAtOnceWhenStorageRefusesAndWillAgain() {
    assertThatThrownBy(() -> jobs().run(job(stage("quota", ExceedsQuota.class, 1)), p -> {}))
        .isInstanceOf(WorkFailedException.class)
        .hasMessage(
            "Cannot finish job test-1: task 0 of stage quota failed: The DiskSpace quota of /d is"
                + " exceeded by s0-t0-a0; raise the directory's quota of space (hdfs dfsadmin"
                + " -setSpaceQuota) or remove files");
    assertThatThrownBy(() -> jobs().run(job(stage("disk", FillsTheDisk.class, 1)), p -> {}))
        .isInstanceOf(WorkFailedException.class)
        .hasMessageContaining("s0-t0-a0: No space left on device; make room")
        .message()
        .matches(".* \\(it worked in /.*/s0-t0-a0\\)");
  }

  @Test
  void triesAgainWhenDataNodesAreFull() throws Exception {
    JobResult result = jobs().run(job(stage("full", FindsDataNodesFull.class, 1)), progress -> {});

    assertThat(result.results()).containsExactly("s0-t0-a2");
  }

  @Test
  void keepsAnUnknownOutcomeApart() {
    assertThatThrownBy(() -> jobs().run(job(stage("commit", LosesTheAnswer.class, 1)), p -> {}))
        .isInstanceOf(OutcomeUnknownException.class);
  }

  @Test
  void stopsItsTasksWhenInterrupted() throws Exception {
    Thread caller = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              try {
                Blocks.STARTED.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              caller.interrupt();
            });
    interrupter.start();

    assertThatThrownBy(() -> jobs().run(job(stage("blocks", Blocks.class, 1)), p -> {}))
        .isInstanceOf(InterruptedException.class);
    assertThat(Blocks.ENDED.getCount()).isZero();
    interrupter.join();
  }

  @Test
  void removesTheAttemptsLocalDirectory() throws Exception {
    JobResult result = jobs().run(job(stage("local", WritesLocally.class, 1)), p -> {});

    assertThat(Path.of(result.results().get(0))).doesNotExist();
  }

  private LocalJobs jobs() {
    Configuration hadoop = new Configuration(false);
    hadoop.set("fs.defaultFS", directory.toUri().toString());
    Settings settings =
        Settings.received(Map.of("root", directory.resolve("root").toUri().toString()));
    return new LocalJobs(settings, hadoop, 4);
  }

  private static JobSpec job(StageSpec... stages) {
    return new JobSpec(new JobId("test-1"), "test", "a test", List.of(stages));
  }

  private static StageSpec stage(String name, Class<? extends Task> task, int count) {
    List<TaskSpec> tasks =
        IntStream.range(0, count)
            .mapToObj(i -> new TaskSpec(Integer.toString(i), List.of(), i))
            .toList();
    return new StageSpec(name, List.of(), task.getName(), tasks, SMALL);
  }

  private static StageSpec sum(int input) {
    return new StageSpec(
        "sum",
        List.of(input),
        Sum.class.getName(),
        List.of(new TaskSpec(Integer.toString(input), List.of(), 0)),
        SMALL);
  }

  public static final class Square implements Task {
    @Override
    public String run(TaskContext context) {
      context.progress(1, 0);
      int value = Integer.parseInt(context.payload());
      return Integer.toString(value * value);
    }
  }

  public static final class Sum implements Task {
    @Override
    public String run(TaskContext context) {
      return Integer.toString(
          context.inputResults(Integer.parseInt(context.payload())).stream()
              .mapToInt(Integer::parseInt)
              .sum());
    }
  }

  public static final class FailsTwice implements Task {
    @Override
    public String run(TaskContext context) throws IOException {
      if (!context.attemptName().endsWith("-a2")) {
        throw new IOException("not yet");
      }
      return context.attemptName();
    }
  }

  public static final class AlwaysFails implements Task {
    @Override
    public String run(TaskContext context) throws IOException {
      throw new IOException("disk is on fire");
    }
  }

  public static final class ExceedsQuota implements Task {
    @Override
    public String run(TaskContext context) throws IOException {
      throw new IOException(
          new RemoteException(
              "org.apache.hadoop.hdfs.protocol.DSQuotaExceededException",
              "The DiskSpace quota of /d is exceeded by " + context.attemptName()));
    }
  }

  public static final class FillsTheDisk implements Task {
    @Override
    public String run(TaskContext context) throws IOException {
      throw new FileSystemException(context.attemptName(), null, "No space left on device");
    }
  }

  public static final class FindsDataNodesFull implements Task {
    @Override
    public String run(TaskContext context) throws IOException {
      if (!context.attemptName().endsWith("-a2")) {
        throw new RemoteException(
            IOException.class.getName(),
            "File /f could only be written to 0 of the 1 minReplication nodes.");
      }
      return context.attemptName();
    }
  }

  public static final class Refuses implements Task {
    @Override
    public String run(TaskContext context) {
      throw new InvalidRequestException("Cannot do this: attempt " + context.attemptName());
    }
  }

  public static final class LosesTheAnswer implements Task {
    @Override
    public String run(TaskContext context) {
      throw new OutcomeUnknownException("Cannot tell whether it was committed");
    }
  }

  public static final class Blocks implements Task {
    static final CountDownLatch STARTED = new CountDownLatch(1);
    static final CountDownLatch ENDED = new CountDownLatch(1);

    @Override
    public String run(TaskContext context) throws InterruptedException {
      STARTED.countDown();
      try {
        new CountDownLatch(1).await();
        return "";
      } finally {
        ENDED.countDown();
      }
    }
  }

  public static final class WritesLocally implements Task {
    @Override
    public String run(TaskContext context) throws IOException {
      Path file = context.localDirectory().resolve("spill");
      Files.writeString(file, "x");
      return file.toString();
    }
  }
}
