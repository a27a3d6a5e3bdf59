package granary.cluster;

import granary.failure.UnavailableException;
import granary.failure.WorkFailedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Supplier;

/** Lets one process at a time change a cluster; freed by the system when its holder dies. */
final class ClusterLock {
  private final Path file;

  ClusterLock(Path file) {
    this.file = file;
  }

  /**
   * Does the work while no other process or thread does work under the same file.
   *
   * @throws UnavailableException when another has held it for longer than the patience
   */
  <T> T holding(Duration patience, Supplier<T> work) {
    try {
      Files.createDirectories(file.getParent());
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        if (!Deadline.in(patience).await(() -> tryLock(channel))) {
          throw new UnavailableException(
              "Cannot change the cluster: another command is changing it, for longer than "
                  + patience.toSeconds()
                  + " s ("
                  + file
                  + ")");
        }
        return work.get();
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** The lock lives as long as its channel. */
  private boolean tryLock(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByAnotherThread) {
      return false;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private WorkFailedException failed(IOException e) {
    return new WorkFailedException(
        "Cannot lock the cluster: " + e.getMessage() + " (" + file + ")", e);
  }
}
