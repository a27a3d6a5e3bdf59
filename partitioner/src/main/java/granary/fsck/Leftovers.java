package granary.fsck;

import granary.catalog.ZooKeeperCatalog;
import granary.commit.PendingCommit;
import granary.fsck.FsckDifference.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What was staged for commits that never were decided, or whose process died clearing up; and that
 * a drop was begun by a process that died.
 */
final class Leftovers {
  private final FileSystem files;
  private final Path location;
  private final Path staging;

  Leftovers(FileSystem files, String location) {
    this.files = files;
    this.location = new Path(location);
    this.staging = new Path(location, "_staging");
  }

  /**
   * The mark of a drop that has not gone on since {@code before}; removed if {@code repair}, so
   * that the dataset would be found again if ZooKeeper's data were lost.
   *
   * @param metadata the metadata file that the pointer is on
   */
  List<FsckDifference> drop(String metadata, Instant before, boolean repair) throws IOException {
    Path mark = new Path(ZooKeeperCatalog.dropMarker(metadata));
    try {
      if (files.getFileStatus(mark).getModificationTime() >= before.toEpochMilli()) {
        return List.of();
      }
    } catch (FileNotFoundException e) {
      // As it should be.
      return List.of();
    }
    boolean removed = repair && files.delete(mark, false);
    return List.of(
        new FsckDifference(
            Kind.LEFTOVER,
            location.toUri().relativize(mark.toUri()).getPath(),
            "a drop of the dataset was begun and did not go on; dataset drop finishes it",
            removed));
  }

  /** Those older than {@code before}; removed if {@code repair}. */
  List<FsckDifference> check(List<PendingCommit> pending, Instant before, boolean repair)
      throws IOException {
    Set<String> underWay =
        pending.stream().map(commit -> commit.id().value()).collect(Collectors.toSet());
    List<FsckDifference> found = new ArrayList<>();
    for (FileStatus commit : list()) {
      String id = commit.getPath().getName();
      if (!underWay.contains(id) && newest(commit) < before.toEpochMilli()) {
        boolean removed = repair && files.delete(commit.getPath(), true);
        found.add(
            new FsckDifference(
                Kind.LEFTOVER,
                "_staging/" + id,
                "staged and not touched since before " + before + ", and no commit is under way",
                removed));
      }
    }
    return found;
  }

  private List<FileStatus> list() throws IOException {
    try {
      return List.of(files.listStatus(staging));
    } catch (FileNotFoundException e) {
      // Nothing was ever staged.
      return List.of();
    }
  }

  /** When something in it was last written; at no time that counts if it is being cleared up. */
  private long newest(FileStatus file) throws IOException {
    long newest = file.getModificationTime();
    if (!file.isDirectory()) {
      return newest;
    }
    try {
      for (FileStatus below : files.listStatus(file.getPath())) {
        newest = Math.max(newest, newest(below));
      }
    } catch (FileNotFoundException e) {
      return Long.MAX_VALUE;
    }
    return newest;
  }
}
