package granary.attempt;

import granary.failure.GranaryException;
import granary.failure.StorageRefusal;
import granary.job.JobId;
import granary.job.Task;
import granary.job.TaskContext;
import granary.job.TaskResources;
import granary.job.TooLittleMemoryException;
import granary.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one attempt on the thread that calls {@link #call}. {@link #cancel} and the counters may be
 * used from any thread.
 */
public final class AttemptRun {
  /** The most that a task's result may have, in bytes. */
  public static final int MAX_RESULT_BYTES = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(AttemptRun.class);

  private final Attempt attempt;
  private final AttemptEnvironment environment;
  private final LongAdder records = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final AtomicReference<@Nullable Thread> runner = new AtomicReference<>();
  private volatile boolean cancelled;

  public AttemptRun(Attempt attempt, AttemptEnvironment environment) {
    this.attempt = attempt;
    this.environment = environment;
  }

  public Attempt attempt() {
    return attempt;
  }

  public long records() {
    return records.sum();
  }

  public long bytes() {
    return bytes.sum();
  }

  /**
   * Asks the attempt to stop: its next report of progress throws, and what blocks is interrupted.
   */
  public void cancel() {
    cancelled = true;
    synchronized (this) {
      Thread thread = runner.get();
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /** Runs the task to its end; every failure of the task becomes an outcome. */
  public AttemptOutcome call() {
    synchronized (this) {
      runner.set(Thread.currentThread());
    }
    try {
      return run();
    } finally {
      synchronized (this) {
        runner.set(null);
        // An interrupt that was meant for this attempt must not reach the next one.
        boolean interrupted = Thread.interrupted();
        if (interrupted && !cancelled) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  @SuppressWarnings("IllegalCatch")
  private AttemptOutcome run() {
    Path directory = environment.localRoot().resolve(attempt.name());
    try {
      Files.createDirectories(directory);
      Task task = newTask();
      String result = task.run(new Context(directory));
      if (cancelled) {
        return new AttemptOutcome.Cancelled();
      }
      if (result.getBytes(StandardCharsets.UTF_8).length > MAX_RESULT_BYTES) {
        return failed(
            FailureKind.INVALID_REQUEST,
            "its result is larger than 1 MiB (" + result.length() + " characters)");
      }
      return new AttemptOutcome.Succeeded(result);
    } catch (Exception
        | LinkageError
        | AssertionError
        | StackOverflowError
        | OutOfMemoryError
        | FSError e) {
      if (cancelled) {
        return new AttemptOutcome.Cancelled();
      }
      LOG.warn("Attempt {} of job {} failed", attempt.name(), environment.job(), e);
      return failed(e, directory);
    } finally {
      deleteTree(directory);
    }
  }

  /** With the directory that local storage's refusals are most often about and never name. */
  private AttemptOutcome failed(Throwable failure, Path directory) {
    FailureKind kind = FailureKind.of(failure);
    String message = describe(failure);
    return failed(
        kind,
        kind == FailureKind.REFUSED_HERE ? message + " (it worked in " + directory + ")" : message);
  }

  private AttemptOutcome failed(FailureKind kind, String message) {
    return new AttemptOutcome.Failed(kind, message);
  }

  private Task newTask() throws ReflectiveOperationException {
    ClassLoader loader = environment.hadoop().getClassLoader();
    return Class.forName(attempt.taskClass(), true, loader)
        .asSubclass(Task.class)
        .getConstructor()
        .newInstance();
  }

  /** One line: the message where it stands alone, with the class where it does not. */
  static String describe(Throwable failure) {
    Optional<String> refusal = StorageRefusal.in(failure);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    String message = failure.getMessage();
    String text;
    if (failure instanceof GranaryException ours && message != null) {
      text = StorageRefusal.line(ours);
    } else if (failure instanceof TooLittleMemoryException && message != null) {
      text = message;
    } else {
      text = failure.getClass().getName() + (message == null ? "" : ": " + message);
    }
    Throwable cause = failure.getCause();
    String first =
        cause == null ? "" : String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    if (cause != null && cause.getMessage() != null && !text.contains(first)) {
      text += "; caused by " + cause.getClass().getName() + ": " + first;
    }
    String line = text.lines().reduce((left, right) -> left + " " + right.strip()).orElse(text);
    return line.length() <= 2000 ? line : line.substring(0, 2000) + "…";
  }

  private static void deleteTree(Path directory) {
    try {
      if (Files.exists(directory)) {
        Files.walkFileTree(directory, new Deletion());
      }
    } catch (IOException e) {
      // The directory is the process's own and goes with it: the attempt's outcome stands.
      LOG.warn("Cannot delete the attempt's directory {}", directory, e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }

  private final class Context implements TaskContext {
    private final Path directory;

    Context(Path directory) {
      this.directory = directory;
    }

    @Override
    public String attemptName() {
      return attempt.name();
    }

    @Override
    public JobId job() {
      return environment.job();
    }

    @Override
    public String payload() {
      return attempt.payload();
    }

    @Override
    public List<String> inputResults(int stage) {
      return environment.inputResults().apply(stage);
    }

    @Override
    public Settings settings() {
      return environment.settings();
    }

    @Override
    public Configuration hadoop() {
      return environment.hadoop();
    }

    @Override
    public org.apache.hadoop.fs.Path jobDirectory() {
      return environment.jobDirectory();
    }

    @Override
    public Path localDirectory() {
      return directory;
    }

    @Override
    public TaskResources resources() {
      return attempt.resources();
    }

    @Override
    public void progress(long newRecords, long newBytes) {
      records.add(newRecords);
      bytes.add(newBytes);
      if (cancelled) {
        throw new CancellationException("Attempt " + attempt.name() + " was told to stop");
      }
    }
  }
}
