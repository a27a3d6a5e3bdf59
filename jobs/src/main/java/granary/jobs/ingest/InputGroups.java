package granary.jobs.ingest;

import granary.ingest.IngestSettings;
import granary.ingest.input.InputFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides input files among tasks. Files that lie beside each other stay together, since they
 * mostly hold the same periods, and so make fewer files; a file is not divided.
 */
final class InputGroups {
  /** More tasks than these would make the job's description large, so tasks get more to do. */
  static final int MAX_TASKS = 2000;

  private InputGroups() {}

  static List<List<InputFile>> of(List<InputFile> files, IngestSettings settings) {
    long total = files.stream().mapToLong(InputFile::length).sum();
    long bytesWanted = Math.max(settings.taskBytes(), total / MAX_TASKS + 1);
    int filesWanted = Math.max(settings.taskFiles(), files.size() / MAX_TASKS + 1);
    List<List<InputFile>> groups = new ArrayList<>();
    List<InputFile> group = new ArrayList<>();
    long bytes = 0;
    for (InputFile file : files) {
      boolean full = bytes + file.length() > bytesWanted || group.size() >= filesWanted;
      if (full && !group.isEmpty()) {
        groups.add(List.copyOf(group));
        group.clear();
        bytes = 0;
      }
      group.add(file);
      bytes += file.length();
    }
    if (!group.isEmpty()) {
      groups.add(List.copyOf(group));
    }
    return groups;
  }
}
