package granary.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import granary.job.JobProgress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows a job's progress: one line that is redrawn on a terminal, else a new line every few
 * seconds. Thread-safe.
 */
final class ProgressDisplay implements Consumer<JobProgress>, AutoCloseable {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
  private static final int BAR = 24;
  private final PrintStream out;
  private final boolean terminal;
  private final InstantSource clock;
  private final Instant started;

  @GuardedBy("this")
  private @Nullable Instant printed;

  @GuardedBy("this")
  private int width;

  ProgressDisplay(PrintStream out, boolean terminal, InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.clock = clock;
    this.started = clock.instant();
  }

  /** Whether a person watches standard error. Elsewhere than on Linux it is taken as no. */
  static boolean onTerminal() {
    Path standardError = Path.of("/proc/self/fd/2");
    if (!Files.isSymbolicLink(standardError) || "dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      String target = Files.readSymbolicLink(standardError).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false; // No way to tell: lines are readable everywhere.
    }
  }

  @Override
  public synchronized void accept(JobProgress progress) {
    Instant now = clock.instant();
    String line = line(progress, Duration.between(started, now));
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      out.flush();
      width = line.length();
    } else if (printed == null || !printed.plus(BETWEEN_LINES).isAfter(now)) {
      printed = now;
      out.println(line);
    }
  }

  private String line(JobProgress progress, Duration elapsed) {
    int total = Math.max(1, progress.tasks());
    int filled = (int) ((long) BAR * Math.min(total, progress.tasksDone()) / total);
    StringBuilder line = new StringBuilder();
    if (terminal) {
      line.append('[').append("#".repeat(filled)).append(".".repeat(BAR - filled)).append("] ");
    }
    line.append(progress.state());
    if (!progress.stage().isEmpty()) {
      line.append(", ").append(progress.stage());
    }
    line.append(", ").append(Amounts.count(progress.tasksDone())).append(" of ");
    line.append(Amounts.of(progress.tasks(), "task"));
    if (progress.tasksRunning() > 0) {
      line.append(" (").append(Amounts.count(progress.tasksRunning())).append(" running)");
    }
    if (progress.records() > 0) {
      line.append(", ").append(Amounts.of(progress.records(), "record"));
    }
    if (progress.bytes() > 0) {
      line.append(", ").append(Amounts.bytes(progress.bytes()));
    }
    return line.append(", ").append(Amounts.seconds(elapsed)).toString();
  }

  /** Leaves the terminal on a line of its own. */
  @Override
  public synchronized void close() {
    if (width > 0) {
      out.println();
      width = 0;
    }
  }
}
