package granary.catalog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Finds the metadata file that a table's pointer was on, from the files alone. Neither numbers nor
 * times tell: a commit that never landed leaves the same files as one that did. What tells is the
 * marker of a commit that was acknowledged, and that a later commit was built on a file: that file
 * was the pointer's then. The deeper of both is the last that is known to have landed.
 */
public final class PointerSearch {
  private static final Pattern METADATA = Pattern.compile("(\\d+)-[^/]*\\.metadata\\.json");

  private final FileIO io;
  private final String directory;

  /** Searches a table's {@code metadata} directory, whose files {@code io} can list. */
  PointerSearch(FileIO io, String directory) {
    this.io = io;
    this.directory = directory;
  }

  /** What a search comes to. */
  public sealed interface Result {
    /**
     * The last metadata file that is known to have landed.
     *
     * @param unacknowledged later metadata files: commits that were tried, and of which the last
     *     may have landed without being acknowledged to anyone; none means that it is certain
     */
    record Found(TableMetadata metadata, List<String> unacknowledged) implements Result {
      public Found {
        unacknowledged = List.copyOf(unacknowledged);
      }
    }

    /** The table was dropped, so it is not brought back. */
    record Dropped(String location) implements Result {}

    /** There is no such table, or nothing that is known to have landed can be read. */
    record NotFound(String reason) implements Result {}
  }

  private record Candidate(String location, long number) {}

  Result search() {
    List<Candidate> files = new ArrayList<>();
    Set<String> names = new HashSet<>();
    list(files, names);
    if (files.isEmpty()) {
      return new Result.NotFound("there is no metadata file");
    }
    Optional<Candidate> head =
        files.stream()
            .filter(file -> names.contains(file.location() + CommittedMarker.COMMITTED))
            .max(Comparator.comparingLong(Candidate::number));
    for (Candidate file : files) {
      if (file.number() > head.map(Candidate::number).orElse(-1L) + 1) {
        head = deeper(head, parent(file, files));
      }
    }
    if (head.isEmpty()) {
      return new Result.NotFound("none of the metadata files is known to have been committed");
    }
    Candidate found = head.get();
    if (names.contains(found.location() + CommittedMarker.DROPPED)) {
      return new Result.Dropped(found.location());
    }
    List<String> later =
        files.stream()
            .filter(file -> file.number() > found.number())
            .map(Candidate::location)
            .sorted()
            .toList();
    return verified(found, later);
  }

  private void list(List<Candidate> files, Set<String> names) {
    try {
      for (FileInfo file : ((SupportsPrefixOperations) io).listPrefix(directory)) {
        names.add(file.location());
        String name = file.location().substring(file.location().lastIndexOf('/') + 1);
        Matcher matcher = METADATA.matcher(name);
        if (matcher.matches()) {
          files.add(new Candidate(file.location(), Long.parseLong(matcher.group(1))));
        }
      }
    } catch (java.io.UncheckedIOException e) {
      if (!(e.getCause() instanceof java.io.FileNotFoundException)) {
        throw e;
      }
    }
  }

  private static Optional<Candidate> deeper(Optional<Candidate> one, Optional<Candidate> other) {
    return one.isEmpty() || (other.isPresent() && other.get().number() > one.get().number())
        ? other
        : one;
  }

  /** The file that this one was built on; empty if it cannot be read, as one that was cut off. */
  private Optional<Candidate> parent(Candidate file, List<Candidate> files) {
    TableMetadata metadata;
    try {
      metadata = TableMetadataParser.read(io, file.location());
    } catch (RuntimeException e) {
      // Half-written by a process that died: nothing was ever built on it.
      return Optional.empty();
    }
    if (metadata.previousFiles().isEmpty()) {
      return Optional.empty();
    }
    String parent = metadata.previousFiles().get(metadata.previousFiles().size() - 1).file();
    return files.stream().filter(known -> known.location().equals(parent)).findFirst();
  }

  /** All that a reader needs of the current snapshot has to be there. */
  private Result verified(Candidate found, List<String> later) {
    try {
      TableMetadata metadata = TableMetadataParser.read(io, found.location());
      Snapshot current = metadata.currentSnapshot();
      if (current != null) {
        for (ManifestFile manifest : current.allManifests(io)) {
          if (!io.newInputFile(manifest.path()).exists()) {
            return new Result.NotFound("a manifest of it is lost (" + manifest.path() + ")");
          }
        }
      }
      return new Result.Found(metadata, later);
    } catch (NotFoundException e) {
      return new Result.NotFound(String.valueOf(e.getMessage()));
    }
  }
}
