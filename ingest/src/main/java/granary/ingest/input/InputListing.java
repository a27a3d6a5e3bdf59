package granary.ingest.input;

import granary.failure.InvalidRequestException;
import granary.failure.UnavailableException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that a user means by files, globs and directories. A directory stands for all
 * files below it; what begins with {@code _} or {@code .}, or is still being copied by {@code hdfs
 * dfs -put}, is passed over unless it is named itself. A local link that leads nowhere is an error,
 * as is a pipe. A path without a scheme is a local one if something of that name is there, else one
 * of the default file system.
 */
public final class InputListing {
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
  private static final Pattern GLOB = Pattern.compile(".*[*?\\[{].*");
  private static final PathFilter VISIBLE =
      path ->
          !path.getName().startsWith("_")
              && !path.getName().startsWith(".")
              && !path.getName().endsWith("._COPYING_");

  private final Configuration hadoop;
  private final java.nio.file.Path workingDirectory;

  /**
   * A listing for one client.
   *
   * @param hadoop the configuration of the cluster
   * @param workingDirectory what relative paths begin at
   */
  public InputListing(Configuration hadoop, java.nio.file.Path workingDirectory) {
    this.hadoop = hadoop;
    this.workingDirectory = workingDirectory;
  }

  /**
   * The files, each once, by path.
   *
   * @param names what the user gave
   * @param format the format, if the user named it; else it is guessed for each file
   * @throws InvalidRequestException if a name stands for nothing, or a format is not clear
   * @throws UnavailableException if a file system cannot be read
   */
  public List<InputFile> files(Collection<String> names, Optional<InputFormat> format) {
    Map<String, FileStatus> found = new TreeMap<>();
    for (String name : names) {
      try {
        find(name, found);
      } catch (FileNotFoundException e) {
        throw new InvalidRequestException(
            "Cannot ingest " + name + ": there is no such file (" + e.getMessage() + ")", e);
      } catch (org.apache.hadoop.security.AccessControlException
          | java.nio.file.AccessDeniedException e) {
        throw new InvalidRequestException(
            "Cannot ingest " + name + ": it may not be read (" + e.getMessage() + ")", e);
      } catch (IllegalArgumentException e) {
        throw new InvalidRequestException(
            "Cannot ingest "
                + name
                + ": Hadoop cannot hold a path below it, such as one with ':' ("
                + e.getMessage()
                + "); name the files themselves",
            e);
      } catch (UnsupportedFileSystemException e) {
        throw new InvalidRequestException(
            "Cannot ingest "
                + name
                + ": file: and hdfs: are read, and what else Hadoop is configured for ("
                + e.getMessage()
                + ")",
            e);
      } catch (IOException e) {
        throw new UnavailableException(
            "Cannot list " + name + ": its file system cannot be read (" + e.getMessage() + ")", e);
      }
    }
    List<InputFile> files = new ArrayList<>(found.size());
    found.forEach((path, status) -> files.add(inputFile(path, status, format)));
    return List.copyOf(files);
  }

  private InputFile inputFile(String path, FileStatus status, Optional<InputFormat> format) {
    if (status.getLen() < 0) {
      throw new InvalidRequestException(
          "Cannot ingest " + path + ": its length is not known, so it cannot be read whole");
    }
    InputFormat known =
        format
            .or(() -> InputFormat.guess(status.getPath().getName()))
            .or(() -> beginsAsAvro(status.getPath()))
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        "Cannot tell the format of "
                            + path
                            + ": its name does not say; give --format csv, jsonl or avro"));
    return new InputFile(path, path, status.getLen(), status.getModificationTime(), known);
  }

  private Optional<InputFormat> beginsAsAvro(Path path) {
    try (InputStream in = PlainFiles.of(path, hadoop).open(path)) {
      return InputContent.isAvro(in.readNBytes(Compression.MAGIC_BYTES))
          ? Optional.of(InputFormat.AVRO)
          : Optional.empty();
    } catch (IOException e) {
      throw new UnavailableException(
          "Cannot tell the format of " + path + ": it cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private void find(String name, Map<String, FileStatus> found) throws IOException {
    if (name.isBlank()) {
      throw new InvalidRequestException("Cannot ingest from '': a file was expected");
    }
    List<Path> candidates = candidates(name);
    for (Path candidate : candidates) {
      if (add(candidate, found)) {
        return;
      }
    }
    throw new InvalidRequestException(
        "Cannot ingest " + name + ": nothing is there to read (tried " + candidates + ")");
  }

  private List<Path> candidates(String name) throws IOException {
    if (SCHEME.matcher(name).matches() && localPath(name).isEmpty()) {
      try {
        return List.of(new Path(name));
      } catch (IllegalArgumentException e) {
        throw new InvalidRequestException(
            "Cannot ingest " + name + ": it is not a URI (" + e.getMessage() + ")", e);
      }
    }
    List<Path> candidates = new ArrayList<>();
    candidates.add(
        localPath(name)
            .map(path -> new Path(path.toUri()))
            .orElseGet(() -> new Path("file:" + workingDirectory.resolve(name).normalize())));
    boolean defaultIsLocal = "file".equals(FileSystem.getDefaultUri(hadoop).getScheme());
    if (!defaultIsLocal && localPath(name).isEmpty()) {
      candidates.add(FileSystem.get(hadoop).makeQualified(new Path(name)));
    }
    return candidates;
  }

  private Optional<java.nio.file.Path> localPath(String name) {
    try {
      java.nio.file.Path path = workingDirectory.resolve(name).normalize();
      return Files.exists(path) ? Optional.of(path) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private boolean add(Path path, Map<String, FileStatus> found) throws IOException {
    FileSystem fileSystem = PlainFiles.of(path, hadoop);
    FileStatus[] matches;
    try {
      matches = new FileStatus[] {fileSystem.getFileStatus(path)};
    } catch (FileNotFoundException e) {
      boolean isPattern = GLOB.matcher(path.toString()).matches();
      FileStatus[] globbed = isPattern ? glob(fileSystem, path) : null;
      matches = globbed == null ? new FileStatus[0] : globbed;
      if (fileSystem instanceof RawLocalFileSystem) {
        refuseUnlisted(path.toUri().getPath(), isPattern);
      }
    }
    List<FileStatus> files = new FileWalk(fileSystem, VISIBLE).files(matches);
    files.forEach(file -> found.put(name(file.getPath()), file));
    return !files.isEmpty();
  }

  private static void refuseUnlisted(String path, boolean isPattern) throws IOException {
    if (isPattern) {
      UnlistedFiles.refuseMatching(path, VISIBLE);
    } else {
      UnlistedFiles.refuse(java.nio.file.Path.of(path));
    }
  }

  private static FileStatus @Nullable [] glob(FileSystem fileSystem, Path path) throws IOException {
    try {
      return fileSystem.globStatus(path, VISIBLE);
    } catch (IOException e) {
      // Hadoop's own kind of exception for it is one of a library that is not ours.
      if (String.valueOf(e.getMessage()).startsWith("Illegal file pattern")) {
        throw new InvalidRequestException(
            "Cannot ingest "
                + path
                + ": no such file is there, and as a pattern it is wrong ("
                + e.getMessage()
                + ")",
            e);
      }
      throw e;
    }
  }

  /** A file has one name, however it was found: {@code file:/x} and {@code file:///x} are one. */
  private static String name(Path path) {
    URI uri = path.toUri();
    String authority = uri.getAuthority();
    boolean named = authority != null && !authority.isEmpty();
    return new Path(uri.getScheme(), named ? authority : null, uri.getPath()).toString();
  }
}
