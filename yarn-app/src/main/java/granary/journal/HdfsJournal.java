package granary.journal;

import granary.job.JobId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * Writes the journal to HDFS on a thread of its own, in batches: whatever has gathered while the
 * last batch was flushed. Thread-safe.
 */
public final class HdfsJournal implements Journal {
  private final JobFiles files;
  private final JobId job;
  private final JournalFile file;
  private final Consumer<IOException> onFailure;
  private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final Thread writer;

  private sealed interface Entry {}

  private record Line(JournalRecord record) implements Entry {}

  private record Results(int stage, List<String> results, Runnable then) implements Entry {}

  private record End() implements Entry {}

  private HdfsJournal(
      JobFiles files, JobId job, JournalFile file, Consumer<IOException> onFailure) {
    this.files = files;
    this.job = job;
    this.file = file;
    this.onFailure = onFailure;
    this.writer = new Thread(this::write, "journal");
    writer.setDaemon(true);
  }

  /**
   * Creates the journal of one application master attempt.
   *
   * @param onFailure called once, from the writer's thread, if HDFS fails; nothing is written then
   */
  public static HdfsJournal create(
      JobFiles files, JobId job, int masterAttempt, Consumer<IOException> onFailure)
      throws IOException {
    HdfsJournal journal =
        new HdfsJournal(files, job, files.createJournal(job, masterAttempt), onFailure);
    journal.writer.start();
    return journal;
  }

  @Override
  public void append(JournalRecord record) {
    queue.add(new Line(record));
  }

  @Override
  public void stageEnded(int stage, List<String> results, Runnable then) {
    queue.add(new Results(stage, results, then));
  }

  private void write() {
    try {
      List<Entry> batch = new ArrayList<>();
      while (true) {
        batch.clear();
        batch.add(queue.take());
        queue.drainTo(batch);
        if (writeBatch(batch)) {
          return;
        }
      }
    } catch (IOException e) {
      onFailure.accept(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether this was the end. */
  private boolean writeBatch(List<Entry> batch) throws IOException {
    List<JournalRecord> lines = new ArrayList<>();
    for (Entry entry : batch) {
      if (entry instanceof Line line) {
        lines.add(line.record());
        continue;
      }
      file.write(lines);
      lines.clear();
      if (entry instanceof Results results) {
        files.writeResults(job, results.stage(), results.results());
        results.then().run();
      } else {
        file.close();
        return true;
      }
    }
    if (!lines.isEmpty()) {
      file.write(lines);
    }
    return false;
  }

  /** Waits until everything is written. */
  public void finish() throws InterruptedException {
    queue.add(new End());
    writer.join();
  }
}
