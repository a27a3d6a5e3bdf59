package granary.ingest.input;

import granary.failure.InvalidRequestException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.PathFilter;

/**
 * Finds what Hadoop's listings of the local file system pass over, as if a user's files were none:
 * symbolic links that lead nowhere, such as into a disk that is not mounted, and files whose names
 * the charset of this process's locale does not hold.
 */
final class UnlistedFiles {
  private UnlistedFiles() {}

  /**
   * Checks a file.
   *
   * @throws FileNotFoundException if it is a link that leads nowhere
   * @throws InvalidRequestException if its name cannot be read
   */
  static void refuse(Path path) throws FileNotFoundException {
    // As the file system has it, and as text has it.
    if (path.toFile().exists()) {
      return;
    }
    if (Files.exists(path)) {
      throw new InvalidRequestException(
          "Cannot ingest "
              + path
              + ": its name cannot be read in this process's charset ("
              + System.getProperty("sun.jnu.encoding")
              + "); set a locale whose charset the name is in, such as LC_ALL=C.UTF-8, or rename"
              + " the file");
    }
    if (Files.isSymbolicLink(path)) {
      throw new FileNotFoundException(path + " is a symbolic link that leads nowhere");
    }
  }

  /**
   * Checks the files of a directory.
   *
   * @param visible those that count
   * @throws FileNotFoundException if one is a link that leads nowhere
   * @throws InvalidRequestException if the name of one cannot be read
   */
  static void refuseIn(Path directory, PathFilter visible) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        if (visible.accept(hadoop(child))) {
          refuse(child);
        }
      }
    }
  }

  /**
   * Checks what a pattern matches, on all of its levels.
   *
   * @param pattern an absolute path in Hadoop's language for patterns
   * @param visible what counts of those that it matches
   * @throws FileNotFoundException if one is a link that leads nowhere
   * @throws InvalidRequestException if the name of one cannot be read
   */
  static void refuseMatching(String pattern, PathFilter visible) throws IOException {
    for (String path : GlobExpander.expand(pattern)) {
      List<Path> found = List.of(Path.of("/"));
      for (String level : path.substring(1).split("/", -1)) {
        List<Path> next = new ArrayList<>();
        for (Path directory : found) {
          next.addAll(matching(directory, level, visible));
        }
        found = next;
      }
    }
  }

  private static List<Path> matching(Path directory, String level, PathFilter visible)
      throws IOException {
    GlobFilter filter = new GlobFilter(level, visible);
    if (!filter.hasPattern()) {
      Path named = directory.resolve(level.replaceAll("\\\\(.)", "$1"));
      refuse(named);
      return Files.exists(named) ? List.of(named) : List.of();
    }
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<Path> matched = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        if (filter.accept(hadoop(child))) {
          refuse(child);
          matched.add(child);
        }
      }
    }
    return matched;
  }

  /** The name alone is looked at; a path of Hadoop cannot hold every one. */
  private static org.apache.hadoop.fs.Path hadoop(Path child) {
    return new org.apache.hadoop.fs.Path("/", "./" + child.getFileName());
  }
}
