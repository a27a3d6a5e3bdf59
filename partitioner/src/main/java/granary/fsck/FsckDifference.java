package granary.fsck;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * One thing in which the ledger, HDFS and Hive differ.
 *
 * @param kind what differs
 * @param path the file or directory, relative to the dataset's; or a commit's ID
 * @param detail both sides, for people
 * @param repaired whether it does not differ any more
 */
public record FsckDifference(Kind kind, String path, String detail, boolean repaired) {
  /** What can differ. */
  public enum Kind {
    /** The pointer was lost and was found again. */
    POINTER_LOST,
    /** A commit is decided, not finished, and nobody is at it. */
    COMMIT_UNFINISHED,
    /** The ledger has a file that HDFS does not have. Nothing can bring it back. */
    FILE_MISSING,
    /** A file has another length than the ledger says. */
    FILE_LENGTH,
    /** A file's blocks cannot be read. */
    FILE_UNREADABLE,
    /** A file holds another number of records than the ledger says. */
    FILE_ROWS,
    /** HDFS has a file where Hive would show it, and no snapshot of the ledger knows it. */
    FILE_UNKNOWN,
    /** Live files of one partition are in several directories, of which Hive reads one. */
    PARTITION_SPLIT,
    /** Inputs that are recorded as ingested are not those of the dataset's commits. */
    POSITIONS,
    /** What was staged for a commit that never was, or is long finished. */
    LEFTOVER,
    HIVE_TABLE_MISSING,
    HIVE_TABLE_OF_ANOTHER_DATASET,
    HIVE_PARTITION_MISSING,
    HIVE_PARTITION_UNKNOWN,
    HIVE_LOCATION,
    /** Hive does not answer, so it is not known whether it differs. */
    HIVE_UNREACHABLE;

    @JsonValue
    public String value() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  FsckDifference asRepaired() {
    return new FsckDifference(kind, path, detail, true);
  }
}
