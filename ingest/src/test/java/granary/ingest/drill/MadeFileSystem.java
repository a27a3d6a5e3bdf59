package granary.ingest.drill;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Files that are made while they are read, for one process, which puts them here; and of files that
 * are written to it, only their lengths.
 */
public final class MadeFileSystem extends FileSystem {
  private static final Map<String, MadeBytes> FILES = new ConcurrentHashMap<>();
  private static final Map<String, Long> WRITTEN = new ConcurrentHashMap<>();
  private static final long MODIFIED_MS = 1_790_000_000_000L;

  public MadeFileSystem() {}

  /** Puts a file; its URI. */
  static String put(String name, MadeBytes content, Configuration hadoop) {
    hadoop.set("fs.made.impl", MadeFileSystem.class.getName());
    FILES.put("/" + name, content);
    return "made:/" + name;
  }

  private static MadeBytes content(Path path) throws FileNotFoundException {
    MadeBytes content = FILES.get(path.toUri().getPath());
    if (content == null) {
      throw new FileNotFoundException(path.toString());
    }
    return content;
  }

  @Override
  public URI getUri() {
    return URI.create("made:/");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return new FSDataInputStream(content(path).open());
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    Long written = WRITTEN.get(path.toUri().getPath());
    long length = written == null ? content(path).length() : written;
    return new FileStatus(length, false, 1, 1 << 27, MODIFIED_MS, path);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return new FileStatus[] {getFileStatus(path)};
  }

  @Override
  public void setWorkingDirectory(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path("made:/");
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    String name = path.toUri().getPath();
    if (WRITTEN.putIfAbsent(name, 0L) != null) {
      throw new FileAlreadyExistsException(name);
    }
    return new FSDataOutputStream(new LengthOnly(name), null);
  }

  private static final class LengthOnly extends OutputStream {
    private final String name;
    private long length;

    LengthOnly(String name) {
      this.name = name;
    }

    @Override
    public void write(int value) {
      length++;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      length += count;
    }

    @Override
    public void close() {
      WRITTEN.put(name, length);
    }
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    throw new UnsupportedOperationException();
  }
}
