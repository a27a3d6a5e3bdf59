package granary.commit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A decided commit: all that is needed to finish it, by anyone.
 *
 * @param id the commit's ID
 * @param kind what it does
 * @param source whose inputs it holds
 * @param files what to rename and publish
 * @param inputs the list of what the files were made from
 * @param summary what the request wants to be found with the commit
 * @param stagingDirectory removed when all is done; empty if nothing was staged
 */
record Intent(
    CommitId id,
    CommitKind kind,
    String source,
    List<PlannedFile> files,
    Optional<PositionLists.Entry> inputs,
    Map<String, String> summary,
    Optional<String> stagingDirectory) {
  Intent {
    files = List.copyOf(files);
    summary = Map.copyOf(summary);
  }

  /** Whether it takes something away; an overwrite without a file does not. */
  @JsonIgnore
  boolean replaces() {
    return kind == CommitKind.OVERWRITE && !files.isEmpty();
  }

  /**
   * A staged file and where it goes.
   *
   * @param staged the file
   * @param target its full path in the partition's directory
   */
  record PlannedFile(StagedFile staged, String target) {}
}
