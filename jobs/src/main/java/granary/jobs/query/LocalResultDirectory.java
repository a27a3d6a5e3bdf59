package granary.jobs.query;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory on this machine. Hadoop's way to it would not do: it replaces a file by deleting the
 * old one first, replaces one also where that is not wanted, and tells of a full disk by an error
 * that is no IOException.
 */
final class LocalResultDirectory implements ResultDirectory {
  private final Path directory;

  LocalResultDirectory(Path directory) {
    this.directory = directory;
  }

  @Override
  public Entry entry(String name) {
    Path file = directory.resolve(name);
    if (Files.isDirectory(file)) {
      return Entry.DIRECTORY;
    }
    if (!Files.exists(file)) {
      return Entry.NOTHING;
    }
    return Files.isRegularFile(file) ? Entry.FILE : Entry.SPECIAL;
  }

  @Override
  public void checkWritable() throws IOException {
    Path nearest = directory;
    while (Files.notExists(nearest) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    if (!Files.isDirectory(nearest)) {
      throw new IOException(nearest + " is no directory");
    }
    if (!Files.isWritable(nearest)) {
      throw new IOException("the directory " + nearest + " cannot be written to");
    }
  }

  @Override
  public List<Found> beginningWith(String prefix) throws IOException {
    List<Found> found = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            directory, path -> String.valueOf(path.getFileName()).startsWith(prefix))) {
      for (Path path : entries) {
        if (Files.isRegularFile(path)) {
          found.add(
              new Found(
                  String.valueOf(path.getFileName()), Files.getLastModifiedTime(path).toMillis()));
        }
      }
    }
    return found;
  }

  @Override
  public OutputStream create(String name) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(e.getFile() + " is no directory", e);
    }
    return Files.newOutputStream(
        directory.resolve(name), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  @Override
  public boolean rename(String from, String to, ResultFile.Existing existing) throws IOException {
    Path source = directory.resolve(from);
    Path target = directory.resolve(to);
    if (existing == ResultFile.Existing.REPLACE) {
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
    try {
      // A move would replace what another process has put there a moment ago.
      Files.createLink(target, source);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // Not every file system has a second name for a file.
      if (Files.exists(target)) {
        return false;
      }
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
    Files.deleteIfExists(source);
    return true;
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }
}
