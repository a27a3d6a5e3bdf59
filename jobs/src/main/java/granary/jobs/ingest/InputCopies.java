package granary.jobs.ingest;

import granary.failure.GranaryException;
import granary.failure.InvalidRequestException;
import granary.failure.StorageRefusal;
import granary.failure.UnavailableException;
import granary.ingest.input.InputContent;
import granary.ingest.input.InputFile;
import granary.ingest.input.PlainFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/**
 * Copies the client's local files into the cluster, where executors on other hosts can read them.
 * Streams; runs in the client, some files at a time: a small one is mostly waiting for HDFS. The
 * first failure ends all of it, and then nothing is left of it.
 */
final class InputCopies {
  private static final int THREADS = 8;
  private static final int STOPPING_SECONDS = 30;

  private final List<InputFile> files;
  private final Path directory;
  private final Configuration hadoop;
  private final InputFile[] copied;
  private final AtomicInteger next = new AtomicInteger();

  private InputCopies(List<InputFile> files, Path directory, Configuration hadoop) {
    this.files = files;
    this.directory = directory;
    this.hadoop = hadoop;
    this.copied = files.toArray(InputFile[]::new);
  }

  /**
   * The same files in the same order; local ones with a copy below {@code directory} to read from.
   *
   * @throws InvalidRequestException if a file is gone
   * @throws UnavailableException if a file cannot be read, or HDFS does not take it
   * @throws InterruptedException if the user stopped it
   */
  static List<InputFile> of(List<InputFile> files, Path directory, Configuration hadoop)
      throws InterruptedException {
    if (files.stream().noneMatch(InputCopies::isLocal)) {
      return files;
    }
    InputCopies copies = new InputCopies(files, directory, hadoop);
    try {
      copies.copyAll();
    } catch (GranaryException | InterruptedException e) {
      remove(directory, hadoop, e);
      throw e;
    }
    return List.of(copies.copied);
  }

  /**
   * Removes copies that nobody will read.
   *
   * @param reason what the caller is told; a failure to remove goes with it
   */
  static void remove(Path directory, Configuration hadoop, Exception reason) {
    try {
      directory.getFileSystem(hadoop).delete(directory, true);
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private void copyAll() throws InterruptedException {
    int workers = Math.min(THREADS, files.size());
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      CompletionService<Boolean> ended = new ExecutorCompletionService<>(threads);
      for (int i = 0; i < workers; i++) {
        ended.submit(this::copySome);
      }
      for (int i = 0; i < workers; i++) {
        ended.take().get();
      }
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      threads.shutdownNow();
      // Only what is no longer written can be removed.
      threads.awaitTermination(STOPPING_SECONDS, TimeUnit.SECONDS);
    }
  }

  private GranaryException failure(ExecutionException e) {
    if (e.getCause() instanceof GranaryException failure) {
      return failure;
    }
    String reason =
        e.getCause() instanceof IOException failure
            ? StorageRefusal.words(failure)
            : String.valueOf(e.getMessage());
    return new UnavailableException("Cannot copy inputs to " + directory + ": " + reason, e);
  }

  /** Copies one file after the other until none is left or another worker has failed. */
  private boolean copySome() throws IOException {
    while (!Thread.currentThread().isInterrupted()) {
      int i = next.getAndIncrement();
      if (i >= files.size()) {
        return true;
      }
      if (isLocal(files.get(i))) {
        copied[i] = copied(files.get(i), new Path(directory, "input-" + i));
      }
    }
    return false;
  }

  private static boolean isLocal(InputFile file) {
    return "file".equals(new Path(file.readFrom()).toUri().getScheme());
  }

  private InputFile copied(InputFile file, Path copy) throws IOException {
    Path path = new Path(file.readFrom());
    FileSystem target = copy.getFileSystem(hadoop);
    FileSystem source = PlainFiles.of(path, hadoop);
    try {
      FileUtil.copy(source, path, target, copy, false, false, hadoop);
      FileStatus now = source.getFileStatus(path);
      if (now.getModificationTime() != file.modifiedMs() || now.getLen() != file.length()) {
        throw InputContent.changed(file, now.getLen());
      }
    } catch (FileNotFoundException e) {
      throw new InvalidRequestException("Cannot ingest " + file.path() + ": the file is gone", e);
    }
    return file.copiedTo(target.makeQualified(copy).toString());
  }
}
