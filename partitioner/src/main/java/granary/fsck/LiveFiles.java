package granary.fsck;

import granary.fsck.FsckDifference.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/** The ledger's files against those in HDFS. */
final class LiveFiles {
  /** A live file, by its relative path. */
  record LiveFile(String path, long rows) {}

  private final Table table;
  private final VisibleFiles visible;
  private final List<LiveFile> present = new ArrayList<>();
  private long rows;
  private long files;

  LiveFiles(Table table, VisibleFiles visible) {
    this.table = table;
    this.visible = visible;
  }

  /** Live files that HDFS has with the right length. */
  List<LiveFile> present() {
    return present;
  }

  long rows() {
    return rows;
  }

  long files() {
    return files;
  }

  /**
   * Compares the current snapshot, and takes what it has out of {@code listed}.
   *
   * @param listed lengths by relative path; a live file that is not in it is looked for again
   */
  List<FsckDifference> compare(Map<String, Long> listed, FileLengths lengths) throws IOException {
    List<FsckDifference> differences = new ArrayList<>();
    Map<String, String> directories = new HashMap<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      for (FileScanTask task : tasks) {
        DataFile file = task.file();
        String path = visible.relative(file.location());
        files++;
        rows += file.recordCount();
        Long length = listed.remove(path);
        if (length == null) {
          length = lengths.of(path);
        }
        if (length < 0) {
          differences.add(
              difference(
                  Kind.FILE_MISSING,
                  path,
                  "the ledger has " + file.recordCount() + " rows there, HDFS has no such file"));
        } else if (length != file.fileSizeInBytes()) {
          differences.add(
              difference(
                  Kind.FILE_LENGTH,
                  path,
                  "HDFS has " + length + " bytes, the ledger says " + file.fileSizeInBytes()));
        } else {
          present.add(new LiveFile(path, file.recordCount()));
        }
        split(directories, task, path, differences);
      }
    }
    return differences;
  }

  private static void split(
      Map<String, String> directories,
      FileScanTask task,
      String path,
      List<FsckDifference> differences) {
    String directory = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    String partition = task.spec().partitionToPath(task.partition());
    String other = directories.putIfAbsent(partition, directory);
    if (other != null && !other.equals(directory)) {
      differences.add(
          difference(
              Kind.PARTITION_SPLIT, path, "other live files of the partition are in " + other));
    }
  }

  /** Takes out of {@code unknown} what earlier snapshots have: readers may be at it. */
  void removeEarlier(Set<String> unknown) throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    table.snapshots().forEach(snapshots::add);
    Set<String> read = new HashSet<>();
    for (int i = snapshots.size() - 1; i >= 0 && !unknown.isEmpty(); i--) {
      for (ManifestFile manifest : snapshots.get(i).dataManifests(table.io())) {
        if (!read.add(manifest.path())) {
          continue;
        }
        try (ManifestReader<DataFile> reader =
            ManifestFiles.read(manifest, table.io(), table.specs())) {
          for (DataFile file : reader) {
            unknown.remove(visible.relative(file.location()));
          }
        }
      }
    }
  }

  private static FsckDifference difference(Kind kind, String path, String detail) {
    return new FsckDifference(kind, path, detail, false);
  }

  /** Looks up one file. */
  interface FileLengths {
    /** The file's length; -1 if it is not there. */
    long of(String path) throws IOException;
  }
}
