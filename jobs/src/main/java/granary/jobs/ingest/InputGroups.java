package granary.jobs.ingest;

import granary.ingest.IngestSettings;
import granary.ingest.input.ContentDigest;
import granary.ingest.input.InputFile;
import granary.ingest.input.InputPart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Divides input among tasks. Files that lie beside each other stay together, since they mostly hold
 * the same periods, and so make fewer files; a file that is much larger than a task is divided, if
 * records can be found within it.
 */
final class InputGroups {
  /** More tasks than these would make the job's description large, so tasks get more to do. */
  static final int MAX_TASKS = 2000;

  private final IngestSettings settings;
  private final Predicate<InputFile> divisible;

  /**
   * Groups for one ingest.
   *
   * @param divisible whether a file may be divided; asked for large ones only
   */
  InputGroups(IngestSettings settings, Predicate<InputFile> divisible) {
    this.settings = settings;
    this.divisible = divisible;
  }

  List<List<InputPart>> of(List<InputFile> files) {
    long total = files.stream().mapToLong(InputFile::length).sum();
    long bytesWanted = Math.max(settings.taskBytes(), total / MAX_TASKS + 1);
    int filesWanted = Math.max(settings.taskFiles(), files.size() / MAX_TASKS + 1);
    List<List<InputPart>> groups = new ArrayList<>();
    List<InputPart> group = new ArrayList<>();
    long bytes = 0;
    for (InputFile file : files) {
      for (InputPart part : parts(file, bytesWanted)) {
        boolean full = bytes + part.length() > bytesWanted || group.size() >= filesWanted;
        if (full && !group.isEmpty()) {
          groups.add(List.copyOf(group));
          group.clear();
          bytes = 0;
        }
        group.add(part);
        bytes += part.length();
      }
    }
    if (!group.isEmpty()) {
      groups.add(List.copyOf(group));
    }
    return groups;
  }

  private List<InputPart> parts(InputFile file, long bytesWanted) {
    if (file.length() <= bytesWanted + bytesWanted / 4 || !divisible.test(file)) {
      return List.of(InputPart.whole(file));
    }
    long count = (file.length() + bytesWanted - 1) / bytesWanted;
    long chunks = (file.length() / count + ContentDigest.CHUNK_BYTES) / ContentDigest.CHUNK_BYTES;
    long length = chunks * ContentDigest.CHUNK_BYTES;
    List<InputPart> parts = new ArrayList<>();
    for (long start = 0; start < file.length(); start += length) {
      parts.add(new InputPart(file, start, Math.min(start + length, file.length())));
    }
    return parts;
  }
}
