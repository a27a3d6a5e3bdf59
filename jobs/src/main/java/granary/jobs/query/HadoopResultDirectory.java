package granary.jobs.query;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.permission.FsAction;

/** A directory on HDFS, or on what else Hadoop reaches. */
final class HadoopResultDirectory implements ResultDirectory {
  private final FileContext files;
  private final Path directory;

  HadoopResultDirectory(FileContext files, Path directory) {
    this.files = files;
    this.directory = directory;
  }

  @Override
  public Entry entry(String name) throws IOException {
    try {
      return files.getFileStatus(new Path(directory, name)).isDirectory()
          ? Entry.DIRECTORY
          : Entry.FILE;
    } catch (FileNotFoundException e) {
      return Entry.NOTHING;
    }
  }

  @Override
  public void checkWritable() throws IOException {
    Path nearest = directory;
    while (nearest != null) {
      try {
        if (!files.getFileStatus(nearest).isDirectory()) {
          throw new IOException(nearest + " is no directory");
        }
        files.access(nearest, FsAction.WRITE);
        return;
      } catch (FileNotFoundException e) {
        nearest = nearest.getParent();
      }
    }
  }

  @Override
  public List<Found> beginningWith(String prefix) throws IOException {
    List<Found> found = new ArrayList<>();
    try {
      RemoteIterator<FileStatus> entries = files.listStatus(directory);
      while (entries.hasNext()) {
        FileStatus entry = entries.next();
        if (entry.isFile() && entry.getPath().getName().startsWith(prefix)) {
          found.add(new Found(entry.getPath().getName(), entry.getModificationTime()));
        }
      }
    } catch (FileNotFoundException e) {
      return List.of();
    }
    return found;
  }

  @Override
  public OutputStream create(String name) throws IOException {
    return files.create(
        new Path(directory, name),
        EnumSet.of(CreateFlag.CREATE),
        Options.CreateOpts.createParent());
  }

  @Override
  public boolean rename(String from, String to, ResultFile.Existing existing) throws IOException {
    Path source = new Path(directory, from);
    Path target = new Path(directory, to);
    if (existing == ResultFile.Existing.REPLACE) {
      files.rename(source, target, Options.Rename.OVERWRITE);
      return true;
    }
    try {
      files.rename(source, target);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** An interrupt would end the call before it is made, and is kept for whoever is behind it. */
  @Override
  public void delete(String name) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      boolean ignored = files.delete(new Path(directory, name), false);
    } catch (FileNotFoundException e) {
      return;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
