package granary.ingest.input;

import granary.failure.InvalidRequestException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Finds all files that are something or lie below it. Of a file that several symbolic links lead
 * to, or that lies below a link to a directory around it, there is one: else its records would come
 * as often. Links are followed last, so that a file has its own name where it lies there too. Owned
 * by one thread.
 */
final class FileWalk {
  private final FileSystem fileSystem;
  private final PathFilter visible;
  private final boolean hasLinks;
  private final Set<java.nio.file.Path> seen = new HashSet<>();
  private final Deque<FileStatus> links = new ArrayDeque<>();
  private final List<FileStatus> files = new ArrayList<>();

  /**
   * A walk in one file system.
   *
   * @param visible which of a directory's children count
   */
  FileWalk(FileSystem fileSystem, PathFilter visible) {
    this.fileSystem = fileSystem;
    this.visible = visible;
    this.hasLinks = fileSystem instanceof RawLocalFileSystem;
  }

  /**
   * The files that these are, or that lie below them.
   *
   * @throws FileNotFoundException if a link leads nowhere
   */
  List<FileStatus> files(FileStatus... found) throws IOException {
    for (FileStatus status : found) {
      if (isLink(status)) {
        links.add(status);
      } else {
        take(status, hasLinks ? real(status) : local(status));
      }
    }
    while (!links.isEmpty()) {
      FileStatus link = links.remove();
      take(link, real(link));
    }
    return files;
  }

  private void take(FileStatus status, java.nio.file.Path real) throws IOException {
    if (hasLinks && !seen.add(real)) {
      return;
    }
    if (!status.isDirectory()) {
      requireFile(status);
      files.add(status);
      return;
    }
    if (hasLinks) {
      UnlistedFiles.refuseIn(local(status), visible);
    }
    RemoteIterator<FileStatus> children = fileSystem.listStatusIterator(status.getPath());
    while (children.hasNext()) {
      FileStatus child = children.next();
      if (!visible.accept(child.getPath())) {
        continue;
      }
      if (isLink(child)) {
        links.add(child);
      } else {
        take(child, real.resolve(child.getPath().getName()));
      }
    }
  }

  private boolean isLink(FileStatus status) {
    return hasLinks && Files.isSymbolicLink(local(status));
  }

  /** A pipe may never end, and cannot be read twice. */
  private void requireFile(FileStatus status) {
    if (hasLinks && !Files.isRegularFile(local(status)) && Files.exists(local(status))) {
      throw new InvalidRequestException(
          "Cannot ingest "
              + status.getPath()
              + ": it is a pipe, a socket or a device; write what comes out of it to a file, and"
              + " ingest that");
    }
  }

  private static java.nio.file.Path local(FileStatus status) {
    return java.nio.file.Path.of(status.getPath().toUri().getPath());
  }

  private java.nio.file.Path real(FileStatus status) throws IOException {
    UnlistedFiles.refuse(local(status));
    if (!status.isDirectory()) {
      // A pipe that a shell has opened has no other path than that of its link.
      requireFile(status);
    }
    try {
      return local(status).toRealPath();
    } catch (NoSuchFileException e) {
      throw (FileNotFoundException)
          new FileNotFoundException(status.getPath() + " is gone").initCause(e);
    }
  }
}
