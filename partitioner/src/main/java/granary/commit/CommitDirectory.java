package granary.commit;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A dataset's hidden directory {@code _commits}: intents of commits that are under way, records of
 * those that are finished, and lists of inputs.
 */
final class CommitDirectory {
  private final FileSystem files;
  private final Path directory;

  CommitDirectory(FileSystem files, String tableLocation) {
    this.files = files;
    this.directory = new Path(tableLocation, "_commits");
  }

  /**
   * Writes an intent file; it means nothing before a node names it.
   *
   * @param sequence the ledger's last sequence number: the commit, if it lands, has a higher one
   */
  Path writeIntent(Intent intent, long sequence) throws IOException {
    Path path = new Path(intents(intent.id()), sequence + "-" + UUID.randomUUID() + ".json");
    HdfsJson.write(files, path, intent);
    return path;
  }

  Intent readIntent(String path) throws IOException {
    return HdfsJson.read(files, new Path(path), Intent.class);
  }

  /**
   * The lowest sequence number that a commit of this ID was ever prepared at; empty if none was, or
   * all is done and cleared.
   */
  OptionalLong preparedAt(CommitId id) throws IOException {
    try {
      List<Long> sequences = new ArrayList<>();
      for (FileStatus status : files.listStatus(intents(id))) {
        String name = status.getPath().getName();
        sequences.add(Long.parseLong(name.substring(0, name.indexOf('-'))));
      }
      return sequences.stream().mapToLong(sequence -> sequence).min();
    } catch (FileNotFoundException e) {
      return OptionalLong.empty();
    }
  }

  void clearIntents(CommitId id) throws IOException {
    files.delete(intents(id), true);
  }

  void writeRecord(CommitRecord record) throws IOException {
    Path target = record(record.id());
    Path temporary = new Path(target.getParent(), "_" + UUID.randomUUID());
    HdfsJson.write(files, temporary, record);
    if (!files.rename(temporary, target)) {
      files.delete(temporary, false);
      if (!files.exists(target)) {
        throw new IOException("the record could not be renamed to " + target);
      }
    }
  }

  Optional<CommitRecord> readRecord(CommitId id) throws IOException {
    try {
      return Optional.of(HdfsJson.read(files, record(id), CommitRecord.class));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** A new file for the list of one commit's inputs. */
  Path newInputs(CommitId id) {
    return new Path(directory, "inputs/" + id + "-" + UUID.randomUUID() + ".inputs");
  }

  /** A new file for lists of inputs that are merged. */
  Path newMergedInputs() {
    return new Path(directory, "positions/" + UUID.randomUUID() + ".inputs");
  }

  private Path intents(CommitId id) {
    return new Path(directory, "intents/" + id);
  }

  /** In one of 256 directories, so that none grows beyond what HDFS allows. */
  private Path record(CommitId id) {
    String shard = String.format("%02x", id.value().hashCode() & 0xff);
    return new Path(directory, "records/" + shard + "/" + id + ".json");
  }
}
