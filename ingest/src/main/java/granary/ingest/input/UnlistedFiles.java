package granary.ingest.input;

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
 * Finds symbolic links of the local file system that lead nowhere. Hadoop's listings pass over
 * them, as if the files that a user means were none: a disk that is not mounted would go unnoticed.
 */
final class LostLinks {
  private LostLinks() {}

  /** Whether a path is a link to nothing, or to itself. */
  static boolean isLost(Path path) {
    return Files.isSymbolicLink(path) && !Files.exists(path);
  }

  /**
   * Checks a file.
   *
   * @throws FileNotFoundException if it is a link that leads nowhere
   */
  static void refuse(Path path) throws FileNotFoundException {
    if (isLost(path)) {
      throw new FileNotFoundException(path + " is a symbolic link that leads nowhere");
    }
  }

  /**
   * Checks the files of a directory.
   *
   * @param visible those that count
   * @throws FileNotFoundException if one is a link that leads nowhere
   */
  static void refuseIn(Path directory, PathFilter visible) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
      for (Path child : children) {
        if (isLost(child) && visible.accept(hadoop(child))) {
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
