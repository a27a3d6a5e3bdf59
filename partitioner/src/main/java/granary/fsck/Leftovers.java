package granary.fsck;

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
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** What was staged for commits that never were decided, or whose process died clearing up. */
final class Leftovers {
  private final FileSystem files;
  private final Path staging;

  Leftovers(FileSystem files, String location) {
    this.files = files;
    this.staging = new Path(location, "_staging");
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

  private long newest(FileStatus commit) throws IOException {
    long newest = commit.getModificationTime();
    RemoteIterator<LocatedFileStatus> below = files.listFiles(commit.getPath(), true);
    while (below.hasNext()) {
      newest = Math.max(newest, below.next().getModificationTime());
    }
    return newest;
  }
}
