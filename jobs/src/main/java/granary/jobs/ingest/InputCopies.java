package granary.jobs.ingest;

import granary.failure.InvalidRequestException;
import granary.failure.StorageRefusal;
import granary.failure.UnavailableException;
import granary.ingest.input.InputFile;
import granary.ingest.input.PlainFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;

/**
 * Copies the client's local files into the cluster, where executors on other hosts can read them.
 * Streams; runs in the client, a few files at a time.
 */
final class InputCopies {
  private static final int THREADS = 4;

  private InputCopies() {}

  /** The same files; local ones with a copy below {@code directory} to read from. */
  static List<InputFile> of(List<InputFile> files, Path directory, Configuration hadoop)
      throws InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<InputFile>> copies = new ArrayList<>();
      for (int i = 0; i < files.size(); i++) {
        InputFile file = files.get(i);
        Path copy = new Path(directory, "input-" + i);
        copies.add(workers.submit(() -> copied(file, copy, hadoop)));
      }
      List<InputFile> copied = new ArrayList<>();
      for (Future<InputFile> copy : copies) {
        copied.add(copy.get());
      }
      return copied;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      String reason =
          e.getCause() instanceof IOException failure
              ? StorageRefusal.words(failure)
              : String.valueOf(e.getMessage());
      throw new UnavailableException("Cannot copy inputs to " + directory + ": " + reason, e);
    } finally {
      workers.shutdownNow();
    }
  }

  private static InputFile copied(InputFile file, Path copy, Configuration hadoop)
      throws IOException {
    Path path = new Path(file.readFrom());
    if (!"file".equals(path.toUri().getScheme())) {
      return file;
    }
    FileSystem target = copy.getFileSystem(hadoop);
    try {
      FileUtil.copy(PlainFiles.of(path, hadoop), path, target, copy, false, false, hadoop);
    } catch (FileNotFoundException e) {
      throw new InvalidRequestException("Cannot ingest " + file.path() + ": the file is gone", e);
    }
    return file.copiedTo(target.makeQualified(copy).toString());
  }
}
